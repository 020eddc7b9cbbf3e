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
	errBusy    = errors.New("another newsvc is running there")
	errNoLocks = errors.New("the file system can't lock files")
)

// lockName is the file in an internal folder that is locked while a process works in the
// folder. The lock ends with the process, even if it is killed.
const lockName = "lock"

// lock is a locked folder.
type lock struct {
	file *os.File
	root *os.Root // the parent folder
	dir  string   // the path of the locked folder in root
}

// lockFolder locks an internal folder. The error is errBusy if another process has locked
// it, and fs.ErrNotExist if the folder doesn't exist or is removed in the meantime. If
// create is unset, the folder must have been locked before, and the file system must
// support locks. If it is set, lockFolder accepts a file system without locks, where
// processes don't notice each other.
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
	// Its last owner may have removed the folder between the two calls.
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

// clear removes the named content of the folder.
func (l *lock) clear(content ...string) error {
	var errs []error
	for _, name := range content {
		name = filepath.Join(l.dir, name)
		errs = append(errs, do("remove", name, func() error { return l.root.RemoveAll(name) }))
	}
	return errors.Join(errs...)
}

// remove removes the folder. It removes the lock last, so that no other process uses a
// partly removed folder. It removes the claim after the folder.
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

// removeEmpty removes the lock and its folder. Windows can't remove an open file: there,
// removeEmpty releases the lock first, and if another process acquires it at that moment,
// the folder stays.
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
