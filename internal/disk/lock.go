package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/rootfile"
)

var (
	errBusy    = errors.New("another newsvc is at work there")
	errNoLocks = errors.New("the file system can't lock files")
)

// lockName is the file in a folder of newsvc's own that is locked while a
// process works in it. The lock ends with the process, however it ends.
const lockName = "lock"

// lock is a locked folder.
type lock struct {
	file *os.File
	root *os.Root // that the folder is in
	dir  string   // its path there
}

// lockFolder locks a folder of newsvc's own. It fails with errBusy when another
// process has it locked, and with fs.ErrNotExist when the folder is gone, or
// goes meanwhile. With create unset, the folder must have been locked before,
// and the lock must really hold; otherwise a file system without locks is put
// up with, and two processes there don't see each other.
func lockFolder(root *os.Root, dir string, create bool) (*lock, error) {
	name := path.Join(dir, lockName)
	flags := os.O_RDWR
	if create {
		flags |= os.O_CREATE
	}
	f, err := rootfile.OpenPlain(root, name, flags, 0o600)
	if err != nil {
		return nil, err
	}
	if err := tryLock(f); err != nil && (!create || !errors.Is(err, errNoLocks)) {
		f.Close()
		return nil, err
	}
	// Its last owner may have taken the folder away between the two calls.
	mine, err := f.Stat()
	if err == nil {
		var now fs.FileInfo
		if now, err = root.Lstat(filepath.FromSlash(name)); err == nil && !os.SameFile(mine, now) {
			err = fs.ErrNotExist
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &lock{file: f, root: root, dir: dir}, nil
}

// clear removes what is named in the folder.
func (l *lock) clear(content ...string) error {
	var errs []error
	for _, name := range content {
		name = filepath.Join(l.dir, name)
		errs = append(errs, do("remove", name, func() error { return l.root.RemoveAll(name) }))
	}
	return errors.Join(errs...)
}

// remove takes the folder away, and the lock last, so that no other process
// takes what is left of it for its own. The claim goes when nothing is left to
// claim.
func (l *lock) remove(c *claim, content ...string) error {
	defer l.file.Close()
	if err := l.clear(content...); err != nil {
		return err
	}
	if err := l.clear(ownerName); err != nil {
		return err
	}
	if err := do("remove", l.dir, l.removeEmpty); err != nil {
		return err
	}
	return c.release()
}

// removeEmpty takes the lock and its folder away. Windows removes no open
// file: there, the lock is let go first, and a process that takes it in that
// moment keeps the folder.
func (l *lock) removeEmpty() error {
	name := filepath.Join(l.dir, lockName)
	err := l.root.Remove(name)
	l.file.Close()
	if err != nil {
		_ = l.root.Remove(name)
	}
	if err := l.root.Remove(l.dir); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
