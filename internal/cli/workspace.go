package cli

import (
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"

	"github.com/newsvc/newsvc/internal/disk"
)

// outsideWorkspace reports whether the go.work around the target leaves it
// out, so that the go command would refuse to build there until it is told.
func (a *app) outsideWorkspace(target disk.Target) bool {
	file := target.GoWork
	switch named, _ := a.env.Lookup("GOWORK"); named {
	case "":
	case "off":
		return false
	default:
		file = named
	}
	if file == "" {
		return false
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	work, err := modfile.ParseWork(file, data, nil)
	if err != nil {
		return false
	}
	for _, use := range work.Use {
		used := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(used) {
			used = filepath.Join(filepath.Dir(file), used)
		}
		if used == target.Path || same(used, target.Path) {
			return false
		}
	}
	return true
}
