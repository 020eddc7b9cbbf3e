package disk

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// Modes returns the permissions of files in a folder, and of the folders that contain
// them, by path. It leaves out links and paths that don't exist.
func Modes(dir string, files []string) (map[string]fs.FileMode, error) {
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return nil, explain("open", dir, err)
	}
	defer root.Close()
	modes := map[string]fs.FileMode{}
	for _, name := range files {
		for ; name != "."; name = path.Dir(name) {
			if _, known := modes[name]; known {
				break
			}
			info, err := root.Lstat(filepath.FromSlash(name))
			switch {
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				return nil, explain("look at", filepath.Join(dir, name), err)
			case info.IsDir() || info.Mode().IsRegular():
				modes[name] = info.Mode().Perm()
			}
		}
	}
	return modes, nil
}

// SetModes restores the permissions that Modes returned: those of a folder's content
// before those of the folder. It skips paths that don't exist. On Windows, which has no
// permissions, it does nothing.
func SetModes(dir string, modes map[string]fs.FileMode) error {
	if runtime.GOOS == "windows" || len(modes) == 0 {
		return nil
	}
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return explain("open", dir, err)
	}
	defer root.Close()
	var errs []error
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(modes))) {
		if err := rootfile.NoLinks(root, name); err != nil {
			continue
		}
		info, err := root.Lstat(name)
		if err != nil || info.Mode().Perm() == modes[name] || info.Mode()&fs.ModeSymlink != 0 {
			continue
		}
		if err := root.Chmod(name, modes[name].Perm()); err != nil {
			errs = append(errs, fault.Failed("modes", "restore the permissions of %s: %v", filepath.Join(dir, name), modes[name]).WithCause(err))
		}
	}
	return errors.Join(errs...)
}
