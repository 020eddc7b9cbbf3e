package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/templates"
)

// mostVersion is the most kB of the binary that one more version of the pack takes.
const mostVersion = 60.0

// simulated is how many further versions of the pack are measured.
const simulated = 4

// measureArchive measures the space that released versions of the built-in pack
// take: the first one, and further ones that change a line in every template.
func measureArchive(checked *targets) error {
	files := map[string][]byte{}
	err := fs.WalkDir(templates.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[path], err = fs.ReadFile(templates.FS, path)
		return err
	})
	if err != nil {
		return err
	}
	archive := packstore.EmptyArchive()
	size := 0
	fmt.Println("\nthe archive of released packs, with a line changed in every template of each version")
	for n := range 1 + simulated {
		if archive, err = addVersion(archive, files, n); err != nil {
			return err
		}
		data, err := archive.Bytes()
		if err != nil {
			return err
		}
		kilobytes := float64(len(data)-size) / 1000
		fmt.Printf("  version %d: %.1f kB\n", n+1, kilobytes)
		if size = len(data); n > 0 {
			checked.atMost("one more version of the pack", kilobytes, mostVersion, " kB")
		}
	}
	return nil
}

// addVersion adds a version that has its number in the middle of each template.
func addVersion(archive packstore.Archive, files map[string][]byte, n int) (packstore.Archive, error) {
	changed := map[string][]byte{}
	for path, data := range files {
		switch {
		case path == "pack.yaml":
			data = bytes.Replace(data, []byte("\nversion: "), []byte("\nversion: "+strconv.Itoa(n+1)), 1)
		case strings.HasSuffix(path, ".tmpl"):
			half := len(data)/2 + bytes.IndexByte(data[len(data)/2:], '\n') + 1
			data = fmt.Appendf(bytes.Clone(data[:half]), "Line %d of %s.\n%s", n, path, data[half:])
		}
		changed[path] = data
	}
	p, err := pack.Load(pack.FilesFS(changed))
	if err != nil {
		return archive, err
	}
	return archive.Add(p, "")
}
