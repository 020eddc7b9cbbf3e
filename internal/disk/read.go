package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/tree"
)

// ReadRecord reads a file of newsvc or git in a folder, of at most rootfile.MaxRecord
// bytes. Its error is fs.ErrNotExist if there is none.
func ReadRecord(ctx context.Context, dir, name string) ([]byte, error) {
	return readIn(ctx, dir, name, rootfile.MaxRecord)
}

// ReadFile reads a file in a folder, of at most rootfile.MaxFile bytes. Its error is
// fs.ErrNotExist if there is none.
func ReadFile(ctx context.Context, dir, name string) ([]byte, error) {
	return readIn(ctx, dir, name, rootfile.MaxFile)
}

// ReadFolder lists a folder in the folder dir. Its error is fs.ErrNotExist if there is
// none, or if it isn't a folder.
func ReadFolder(dir, name string) ([]fs.DirEntry, error) {
	shown := filepath.Join(dir, filepath.FromSlash(name))
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return nil, explain("look into", shown, err)
	}
	defer root.Close()
	var f listing
	if err := f.open(root, filepath.FromSlash(name)); err != nil {
		return nil, explain("look into", shown, err)
	}
	if f.root == nil {
		return nil, explain("look into", shown, fs.ErrNotExist)
	}
	defer f.root.Close()
	return f.entries, nil
}

func readIn(ctx context.Context, dir, name string, limit int64) ([]byte, error) {
	data, err := rootfile.ReadIn(ctx, dir, name, limit)
	if ctx.Err() != nil {
		return nil, fault.Interrupted()
	}
	return data, explain("read", filepath.Join(dir, filepath.FromSlash(name)), err)
}

// Read returns the files of a folder at the paths of the given trees. It leaves out files
// and folders that don't exist. A file whose name differs from a path only in case
// counts as the path's file, as many systems treat it. On Windows, where files have no
// executable bit, Read takes the bit from the first tree that has the path.
//
// If there is a folder instead of a file, or a file instead of a folder, the path counts
// as missing; Check and Apply report this. Read follows links inside the folder. It
// returns an error if the link of a folder leads out of it, or if a path is neither a file
// nor a folder. It marks files that are links out of the folder, or larger than any
// generated file, as unread. Once the
// files have far more bytes than the trees, it marks all others as unread too.
func Read(ctx context.Context, dir string, like ...tree.Tree) (tree.Tree, error) {
	found := tree.Tree{}
	root, err := rootfile.OpenFolder(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, explain("open", dir, err)
	}
	defer root.Close()
	r := newReader(ctx, root, dir)
	defer r.close()
	for _, t := range like {
		for _, file := range t {
			r.left += 2 * int64(len(file.Data))
		}
	}
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

// reader reads files below a folder. Create it with newReader, and close it.
type reader struct {
	ctx     context.Context
	left    int64 // bytes that may still be read
	root    *os.Root
	dir     string
	folders map[string]*listing // by path
}

// listing is a folder that was listed and stays open, so that files in it can be opened
// without resolving the whole path.
type listing struct {
	root    *os.Root          // nil if there is no such folder
	entries []fs.DirEntry     // sorted
	names   map[string]string // each name and each folded name to the name
	regular map[string]bool   // names of regular files, without links
}

func newReader(ctx context.Context, root *os.Root, dir string) *reader {
	return &reader{ctx: ctx, left: maxBeyond, root: root, dir: dir, folders: map[string]*listing{}}
}

// close closes the folders, but not the root.
func (r *reader) close() {
	for _, f := range r.folders {
		if f.root != nil {
			f.root.Close()
		}
	}
}

// file reads the file at a path. It returns nil if there is none.
func (r *reader) file(name string) (*tree.File, error) {
	actual, err := r.spelling(name)
	if err != nil || actual == "" {
		return nil, err
	}
	from, opened := r.root, filepath.FromSlash(actual)
	if within := r.folders[path.Dir(actual)]; within != nil && within.regular[path.Base(actual)] {
		from, opened = within.root, path.Base(actual)
	} else if known, err := r.isFile(actual); errors.Is(err, errOutside) {
		return &tree.File{Unread: true}, nil
	} else if !known || err != nil {
		return nil, err
	}
	f, err := r.readFile(from, opened)
	if r.ctx.Err() != nil {
		return nil, fault.Interrupted()
	}
	if err != nil {
		return nil, explain("read", r.shown(actual), err)
	}
	return f, nil
}

// isFile reports whether a path is a file or a folder. Everything else is an error,
// because opening it may block forever.
func (r *reader) isFile(actual string) (bool, error) {
	info, err := r.root.Stat(filepath.FromSlash(actual))
	switch {
	case err != nil && r.isLink(actual):
		return false, errOutside
	case err != nil:
		return false, explain("read", r.shown(actual), err)
	case info.IsDir() || info.Mode().IsRegular():
		return !info.IsDir(), nil
	default:
		return false, notAFile(r.shown(actual))
	}
}

// errOutside is the error for a file that is a link out of the folder, or to nothing.
var errOutside = errors.New("it is a link out of the folder or to nothing")

// isLink reports whether a path itself is a link.
func (r *reader) isLink(actual string) bool {
	info, err := r.root.Lstat(filepath.FromSlash(actual))
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

func (r *reader) shown(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

// maxBeyond is the number of bytes that a folder's files may have in total, in addition
// to twice the size of the generated files. Users don't write more than that by hand.
const maxBeyond = 16 << 20

// readFile reads a file, unless it is too large.
func (r *reader) readFile(root *os.Root, name string) (*tree.File, error) {
	f, err := rootfile.Open(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file := &tree.File{Exec: info.Mode()&0o100 != 0}
	file.Data, err = rootfile.ReadFrom(r.ctx, f, min(rootfile.MaxFile, r.left))
	if IsTooLarge(err) {
		file.Unread = true
		return file, nil
	}
	r.left -= int64(len(file.Data))
	return file, err
}

// spelling returns a path in the spelling of the folder, or "" if it doesn't exist.
func (r *reader) spelling(name string) (string, error) {
	parent := path.Dir(name)
	if parent != "." {
		var err error
		if parent, err = r.spelling(parent); err != nil || parent == "" {
			return "", err
		}
	}
	within, err := r.folder(parent)
	if err != nil {
		return "", err
	}
	base := path.Base(name)
	if within.names[base] == base {
		return path.Join(parent, base), nil
	}
	if actual, ok := within.names[tree.Fold(base)]; ok {
		return path.Join(parent, actual), nil
	}
	return "", nil
}

// folder opens and lists a folder, unless that has been done.
func (r *reader) folder(name string) (*listing, error) {
	if f := r.folders[name]; f != nil {
		return f, nil
	}
	f := &listing{}
	r.folders[name] = f
	if err := f.open(r.root, filepath.FromSlash(name)); err != nil {
		return nil, explain("look into", r.shown(name), err)
	}
	return f, nil
}

// open opens and lists the folder with a name, if there is one.
func (f *listing) open(within *os.Root, name string) error {
	info, err := within.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || err == nil && !info.IsDir() {
		return nil
	}
	if err != nil {
		return err
	}
	if f.root, err = rootfile.OpenSubfolder(within, name); err != nil {
		return err
	}
	return f.read()
}

// read lists the names in a folder, with their folded forms. An exact name has
// precedence over another name's folded form.
func (f *listing) read() error {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	f.entries, f.names, f.regular = entries, map[string]string{}, map[string]bool{}
	for _, entry := range entries {
		f.names[tree.Fold(entry.Name())] = entry.Name()
		f.regular[entry.Name()] = entry.Type().IsRegular()
	}
	for _, entry := range entries {
		f.names[entry.Name()] = entry.Name()
	}
	return err
}
