package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// Read returns the files of a folder at the paths of the given trees. What
// isn't there is left out, and so is everything in a folder that isn't there.
// A file whose name differs from a path in case alone counts as the path's:
// on many systems it is. On Windows, where files have no executable bit, it is
// taken from the first tree that has the path.
//
// A folder where a path has a file, and a file where it has a folder, count as
// nothing there: Check and Apply say when they are in the way. Links are
// followed inside the folder; Read fails where one leads out of it, and where a
// path is neither file nor folder.
func Read(dir string, like ...tree.Tree) (tree.Tree, error) {
	found := tree.Tree{}
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, explain("open", dir, err)
	}
	defer root.Close()
	r := reader{root: root, dir: dir, folders: map[string]map[string]string{}}
	for _, t := range like {
		for _, name := range t.Paths() {
			if _, ok := found[name]; ok {
				continue
			}
			file, err := r.file(name)
			if err != nil {
				return nil, err
			}
			if file == nil {
				continue
			}
			if runtime.GOOS == "windows" {
				file.Exec = t[name].Exec
			}
			found[name] = *file
		}
	}
	return found, nil
}

// reader reads files below a folder.
type reader struct {
	root    *os.Root
	dir     string
	folders map[string]map[string]string // by path: folded names to names
}

// file reads the file at a path; nil when there is none.
func (r *reader) file(name string) (*tree.File, error) {
	actual, err := r.spelling(name)
	if err != nil || actual == "" {
		return nil, err
	}
	shown := filepath.Join(r.dir, filepath.FromSlash(actual))
	info, err := r.root.Stat(filepath.FromSlash(actual))
	if err != nil {
		return nil, explain("read", shown, err)
	}
	if info.IsDir() {
		return nil, nil
	}
	if !info.Mode().IsRegular() {
		return nil, fault.Failed("not_a_file", "%s is in the way: a file belongs there", shown).
			WithHint("move it away, then run this again")
	}
	data, err := r.root.ReadFile(filepath.FromSlash(actual))
	if err != nil {
		return nil, explain("read", shown, err)
	}
	return &tree.File{Data: data, Exec: info.Mode()&0o100 != 0}, nil
}

// spelling returns a path as the folder spells it; empty when it isn't there.
func (r *reader) spelling(name string) (string, error) {
	folder := path.Dir(name)
	if folder != "." {
		var err error
		if folder, err = r.spelling(folder); err != nil || folder == "" {
			return "", err
		}
	}
	names, err := r.names(folder)
	if err != nil {
		return "", err
	}
	base := path.Base(name)
	if names[base] == base {
		return path.Join(folder, base), nil
	}
	if actual, ok := names[tree.Fold(base)]; ok {
		return path.Join(folder, actual), nil
	}
	return "", nil
}

// names lists a folder, once.
func (r *reader) names(folder string) (map[string]string, error) {
	if names, ok := r.folders[folder]; ok {
		return names, nil
	}
	names, err := r.list(folder)
	if err == nil {
		r.folders[folder] = names
	}
	return names, err
}

// list returns the names in a folder: each as itself and, where no other is
// spelled so, by its folded form.
func (r *reader) list(folder string) (map[string]string, error) {
	shown := filepath.Join(r.dir, filepath.FromSlash(folder))
	entries, err := fs.ReadDir(r.root.FS(), folder)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return nil, nil
	case err != nil:
		return nil, explain("look into", shown, err)
	}
	names := make(map[string]string, 2*len(entries))
	for _, entry := range entries {
		names[tree.Fold(entry.Name())] = entry.Name()
	}
	for _, entry := range entries {
		names[entry.Name()] = entry.Name()
	}
	return names, nil
}
