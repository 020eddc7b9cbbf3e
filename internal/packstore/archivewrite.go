package packstore

import (
	"cmp"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
)

// ErrReleased is the error of a version that can't be released, because the
// archive has it already.
var ErrReleased = errors.New("it is released already")

// EmptyArchive returns an archive without a release.
func EmptyArchive() Archive {
	a := Archive{Releases: []Release{}}
	a.stream = compress(nil)
	return a
}

// Add returns the archive with one more release. It refuses a pack, and another
// pack of the same version, that the archive has. The same archive and pack
// always give the same bytes.
func (a Archive) Add(p *pack.Pack, rendered string) (Archive, error) {
	release := Release{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest, Rendered: rendered}
	for _, r := range a.Releases {
		switch {
		case r.Digest == release.Digest:
			return a, fmt.Errorf("%s %s: %w", r.Name, r.Version, ErrReleased)
		case r.Name == release.Name && r.Version == release.Version:
			return a, fmt.Errorf("%s %s: %w, with other files: its digest is %s, not %s", r.Name, r.Version, ErrReleased, r.Digest, release.Digest)
		}
	}
	contents, err := a.contents()
	if err != nil {
		return a, err
	}
	files, err := readFiles(p.Raw)
	if err != nil {
		return a, err
	}
	for _, path := range files.Paths() {
		data := files[path].Data
		if len(data) > maxArchiveFile || len(path) > maxArchivePath {
			return a, fmt.Errorf("%s is too large", path)
		}
		i := slices.IndexFunc(contents, func(c content) bool { return c.path == path && string(c.data) == string(data) })
		if i < 0 {
			i = len(contents)
			contents = append(contents, content{path: path, data: data})
		}
		contents[i].releases = append(contents[i].releases, len(a.Releases))
	}
	slices.SortFunc(contents, func(x, y content) int {
		return cmp.Or(strings.Compare(x.path, y.path), x.releases[0]-y.releases[0])
	})
	return Archive{Releases: append(slices.Clone(a.Releases), release), stream: compress(contents)}, nil
}

// Bytes returns the archive as ReadArchive reads it.
func (a Archive) Bytes() ([]byte, error) {
	list, err := json.Marshal(a.Releases)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(archiveMagic), list, []byte("\n"), []byte(a.stream)), nil
}

func compress(contents []content) string {
	var b strings.Builder
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	for _, c := range contents {
		writeContent(w, c)
	}
	_ = w.Close() // a strings.Builder has no errors
	return b.String()
}

func writeContent(w io.Writer, c content) {
	head := binary.AppendUvarint(nil, uint64(len(c.path)))
	head = append(head, c.path...)
	head = binary.AppendUvarint(head, uint64(len(c.data)))
	_, _ = w.Write(head)
	_, _ = w.Write(c.data)
	_, _ = w.Write(appendRuns(nil, c.releases))
}

// appendRuns appends a list of ascending numbers, as readRuns reads it.
func appendRuns(b []byte, numbers []int) []byte {
	var runs []byte
	count, next := 0, 0
	for i := 0; i < len(numbers); {
		start := i
		for i++; i < len(numbers) && numbers[i] == numbers[i-1]+1; {
			i++
		}
		runs = binary.AppendUvarint(runs, uint64(numbers[start]-next))
		runs = binary.AppendUvarint(runs, uint64(i-start))
		count, next = count+1, numbers[i-1]+1
	}
	return append(binary.AppendUvarint(b, uint64(count)), runs...)
}
