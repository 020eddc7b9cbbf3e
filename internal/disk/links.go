package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/tree"
)

// Links returns those paths in a folder that are links or below one, with the paths to
// which they lead in the same folder. Those that lead elsewhere, or nowhere, lead to "".
// The last part of a path need not exist.
func Links(dir string, paths []string) (map[string]string, error) {
	top, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, explain("look into", dir, err)
	}
	l := linkFinder{top: top, known: map[string]bool{".": false}}
	links := map[string]string{}
	for _, name := range paths {
		linked, err := l.linked(name)
		if err != nil {
			return nil, explain("look at", filepath.Join(dir, filepath.FromSlash(name)), err)
		}
		if linked {
			links[name] = l.target(name)
		}
	}
	return links, nil
}

// linkFinder finds links below a folder.
type linkFinder struct {
	top   string
	known map[string]bool // whether a path is a link, or below one
}

func (l linkFinder) linked(name string) (bool, error) {
	if linked, ok := l.known[name]; ok {
		return linked, nil
	}
	linked, err := l.linked(path.Dir(name))
	if err != nil {
		return false, err
	}
	if !linked {
		info, err := os.Lstat(filepath.Join(l.top, filepath.FromSlash(name)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !isNotFolder(err) {
			return false, err
		}
		linked = err == nil && info.Mode()&fs.ModeSymlink != 0
	}
	l.known[name] = linked
	return linked, nil
}

// target returns the path in the folder to which a path leads, or "".
func (l linkFinder) target(name string) string {
	full := filepath.Join(l.top, filepath.FromSlash(name))
	real, err := filepath.EvalSymlinks(full)
	if errors.Is(err, fs.ErrNotExist) {
		if _, dangling := os.Lstat(full); dangling == nil {
			return ""
		}
		real, err = filepath.EvalSymlinks(filepath.Dir(full))
		real = filepath.Join(real, filepath.Base(full))
	}
	within, outside := filepath.Rel(l.top, real)
	if err != nil || outside != nil || !filepath.IsLocal(within) {
		return ""
	}
	within = filepath.ToSlash(within)
	if info, err := os.Lstat(real); err == nil && !info.Mode().IsRegular() || tree.CheckPath(within) != nil || isInternal(within) {
		return ""
	}
	return within
}

// isInternal reports whether a path is in a folder of newsvc or git.
func isInternal(name string) bool {
	top, _, _ := strings.Cut(tree.Fold(name), "/")
	return top == ".git" || strings.HasPrefix(top, ".newsvc-")
}
