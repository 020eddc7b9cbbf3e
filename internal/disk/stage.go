package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"unicode/utf8"
)

// A stage is the folder .NAME.newsvc-DIGITS beside the place of NAME. It holds
// the lock of the process that fills it, and the folder that becomes NAME.
type stage struct {
	path string
	lock *lock
}

// contentName is the folder in a stage that becomes the new one.
const contentName = "new"

var stageName = regexp.MustCompile(`^\..+\.newsvc-[0-9]+$`)

// newStage makes a stage beside a place.
func newStage(p place) (*stage, error) {
	for {
		var dir string
		err := do("mkdir", p.parent, func() (err error) {
			dir, err = os.MkdirTemp(p.parent, "."+short(p.name)+".newsvc-*")
			return err
		})
		if err != nil {
			return nil, err
		}
		var held *lock
		err = do("create", filepath.Join(dir, lockName), func() (err error) {
			held, err = lockFolder(dir, true)
			return err
		})
		if err == nil {
			return &stage{path: dir, lock: held}, nil
		}
		os.Remove(filepath.Join(dir, lockName))
		os.Remove(dir)
		if !errors.Is(err, errBusy) && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		// Another process took it for a leftover: it was empty and unlocked.
	}
}

// short cuts a name, so that the stage's own is no longer than names may be.
func short(name string) string {
	const longest = 200
	for len(name) > longest {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

func (s *stage) content() string { return filepath.Join(s.path, contentName) }

// remove takes the stage away with all that is still in it.
func (s *stage) remove() error { return s.lock.remove(contentName) }

// sweep takes away the stages in a folder that no process works in. What can't
// be taken away stays for the next time: nobody asked for it.
func sweep(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, entry := range entries {
		dir := filepath.Join(folder, entry.Name())
		if !entry.IsDir() || !stageName.MatchString(entry.Name()) || !onlyStaged(dir) {
			continue
		}
		if held, err := lockFolder(dir, false); err == nil {
			_ = held.remove(contentName)
		} else if errors.Is(err, fs.ErrNotExist) {
			os.Remove(dir) // fails unless it is empty
		}
	}
}

// onlyStaged reports whether a folder holds nothing but what a stage does.
func onlyStaged(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, entry := range entries {
		if entry.Name() != lockName && entry.Name() != contentName {
			return false
		}
	}
	return true
}
