package system

import (
	"os"
	"path"
	"path/filepath"
)

// Below returns the slash-separated path from root down to dir. Either may be
// reached through links, and dir need not exist.
func Below(root, dir string) (string, bool) {
	rest := ""
	for {
		if SameFile(root, dir) {
			return rest, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		rest, dir = path.Join(filepath.Base(dir), rest), parent
	}
}

// FromHere returns the path that leads from the current folder to a file or folder.
func FromHere(path string) string {
	here, err := filepath.Abs(".")
	if err != nil {
		return path
	}
	if SameFile(here, path) {
		return "."
	}
	within, err := filepath.Rel(here, path)
	if err != nil {
		return path
	}
	return within
}

// SameFile reports whether two paths lead to the same file or folder.
func SameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
