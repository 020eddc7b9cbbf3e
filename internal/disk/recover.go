package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Outcome is what Recover did.
type Outcome string

// The outcomes.
const (
	Nothing  Outcome = ""         // there was nothing to recover, or only to clean up
	Finished Outcome = "finished" // the change is made
	Undone   Outcome = "undone"   // the folder is as it was before the change
)

// Recover finishes or undoes a change that was broken off in a folder, and
// takes away what killed processes left beside it or its place. It is the
// first thing that a command does to a folder that it will change or read; one
// that must not write asks Look instead. The folder need not be there.
//
// It fails when another newsvc is at work in the folder, and when the change
// can be neither finished nor undone; what stands in the way is then named.
func Recover(dir string) (Outcome, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Nothing, explain("find", dir, err)
	}
	if _, err := os.Lstat(filepath.Join(abs, journalName)); err != nil {
		sweep(existing(filepath.Dir(abs)))
		return Nothing, nil
	}
	j, err := openJournal(dir, false)
	switch {
	case isGone(err):
		return Nothing, nil // its owner has just finished
	case err != nil:
		return Nothing, explain("recover", dir, err)
	}
	switch err := j.load(); {
	case isGone(err): // nothing was decided, or all was done but for the cleaning up
		return Nothing, explain("recover", dir, j.close())
	case err != nil:
		j.leave()
		return Nothing, explain("recover", dir, err)
	}
	return j.recover()
}

// recover finishes the change; where that can't be, it undoes it.
func (j *journal) recover() (Outcome, error) {
	stuck := j.forward()
	if stuck == nil {
		return Finished, explain("recover", j.dir, j.close())
	}
	if err := j.backward(); err != nil {
		j.leave()
		return Nothing, errors.Join(stuck, err)
	}
	return Undone, explain("recover", j.dir, j.close())
}

func isGone(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// existing returns the nearest folder at or above a path that is there.
func existing(dir string) string {
	for dir != filepath.Dir(dir) && !exists(dir) {
		dir = filepath.Dir(dir)
	}
	return dir
}
