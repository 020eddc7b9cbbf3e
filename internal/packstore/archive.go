package packstore

import (
	"bufio"
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

// Archive contains released versions of a pack. The versions share their files:
// each content of a path is stored once, with the versions that have it. All
// files are one compressed stream, ordered by path, so that the contents that a
// path had over time are next to each other, and one more costs little more
// than its difference.
type Archive struct {
	Releases []Release // in the order in which they were released
	stream   string    // compressed; it is only read when a version is needed
}

// Release is a released version.
type Release struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Digest   string `json:"digest"`             // of the pack
	Rendered string `json:"rendered,omitempty"` // the digest of services that it renders
}

const archiveMagic = "newsvc packs 1\n"

// The maximum sizes in an archive.
const (
	maxArchivePath = 4 << 10
	maxArchiveFile = pack.MaxFileBytes
)

var errArchive = errors.New("the archive of released packs is damaged")

// ReadArchive reads the list of releases. It doesn't decompress their files.
func ReadArchive(data string) (Archive, error) {
	rest, ok := strings.CutPrefix(data, archiveMagic)
	if !ok {
		return Archive{}, errArchive
	}
	list, stream, ok := strings.Cut(rest, "\n")
	if !ok {
		return Archive{}, errArchive
	}
	a := Archive{stream: stream}
	if err := json.Unmarshal([]byte(list), &a.Releases); err != nil {
		return Archive{}, errors.Join(errArchive, err)
	}
	return a, nil
}

// Has reports whether the pack with a digest was released.
func (a Archive) Has(digest string) bool {
	return slices.ContainsFunc(a.Releases, func(r Release) bool { return r.Digest == digest })
}

// Load loads the released pack with a digest.
func (a Archive) Load(digest string) (*pack.Pack, error) {
	i := slices.IndexFunc(a.Releases, func(r Release) bool { return r.Digest == digest })
	if i < 0 {
		return nil, fmt.Errorf("no pack with the digest %s was released", digest)
	}
	contents, err := a.contents()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, c := range contents {
		if slices.Contains(c.releases, i) {
			files[c.path] = c.data
		}
	}
	p, err := pack.Load(pack.FilesFS(files))
	if err == nil && p.Digest != digest {
		return nil, errArchive
	}
	return p, err
}

// content is one content of a path, and the releases that have it, in order.
type content struct {
	path     string
	data     []byte
	releases []int
}

// contents reads all files of the archive.
func (a Archive) contents() ([]content, error) {
	r := bufio.NewReader(flate.NewReader(strings.NewReader(a.stream)))
	var all []content
	for {
		c, err := readContent(r, len(a.Releases))
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, errors.Join(errArchive, err)
		}
		all = append(all, c)
	}
}

// readContent reads the next content. Its error is io.EOF only at the end of the stream.
func readContent(r *bufio.Reader, releases int) (content, error) {
	if _, err := r.Peek(1); err != nil {
		return content{}, err
	}
	var c content
	path, err := readBytes(r, maxArchivePath)
	if err != nil {
		return c, err
	}
	c.path = string(path)
	if c.data, err = readBytes(r, maxArchiveFile); err != nil {
		return c, err
	}
	c.releases, err = readRuns(r, releases)
	return c, err
}

// readRuns reads a list of numbers below n: how many runs there are, and for
// each the distance from the end of the last one, and its length.
func readRuns(r *bufio.Reader, n int) ([]int, error) {
	runs, err := readNumber(r, n)
	if err != nil {
		return nil, err
	}
	var all []int
	next := 0
	for range runs {
		skip, err := readNumber(r, n)
		if err != nil {
			return nil, err
		}
		length, err := readNumber(r, n)
		if err != nil {
			return nil, err
		}
		next += skip
		for range length {
			all = append(all, next)
			next++
		}
		if next > n {
			return nil, errArchive
		}
	}
	return all, nil
}

func readBytes(r *bufio.Reader, most int) ([]byte, error) {
	n, err := readNumber(r, most)
	if err != nil {
		return nil, err
	}
	data := make([]byte, n)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, ended(err)
	}
	return data, nil
}

func readNumber(r *bufio.Reader, most int) (int, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return 0, ended(err)
	}
	if n > uint64(most) {
		return 0, errArchive
	}
	return int(n), nil
}

// ended returns the error of a stream that ends within a content.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
