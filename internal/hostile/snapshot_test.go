//go:build unix

package hostile

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

func makePipe(path string) error { return syscall.Mkfifo(path, 0o644) }

// snapshot describes the content of a folder, one line for each path.
type snapshot map[string]string

// takeSnapshot takes a snapshot of a folder. It follows no links and opens no pipes.
func takeSnapshot(dir string, skip func(path string) bool) snapshot {
	s := snapshot{}
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		switch {
		case err != nil:
			s[name] = "unreadable"
			return nil
		case skip != nil && skip(name):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case strings.Count(name, "/") > 40:
			s[name] = "deep"
			return fs.SkipDir
		}
		s[name] = describe(path)
		return nil
	})
	return s
}

func describe(path string) string {
	info, err := os.Lstat(path)
	if err != nil {
		return "unreadable"
	}
	text := info.Mode().String()
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		target, _ := os.Readlink(path)
		return text + " to " + target
	case info.Mode().IsRegular() && info.Size() <= 4<<20:
		data, err := os.ReadFile(path)
		if err != nil {
			return text + " unreadable"
		}
		return fmt.Sprintf("%s %x", text, sha256.Sum256(data))
	case info.Mode().IsRegular():
		return fmt.Sprintf("%s %d %s", text, info.Size(), info.ModTime())
	}
	return text
}

// changes returns the differences, one line for each path.
func (s snapshot) changes(after snapshot) []string {
	var all []string
	for _, path := range slices.Sorted(maps.Keys(s)) {
		if now, ok := after[path]; !ok {
			all = append(all, "removed "+path)
		} else if now != s[path] {
			all = append(all, "changed "+path)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(after)) {
		if _, ok := s[path]; !ok {
			all = append(all, "created "+path)
		}
	}
	return all
}
