package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/fault"
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
// It fails, and changes nothing, where newsvc on this machine didn't write the
// folder's journal, and when another newsvc is at work in the folder. It also
// fails when the change can be neither finished nor undone; what stands in the
// way is then named.
func (m Machine) Recover(ctx context.Context, dir string) (Outcome, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Nothing, explain("find", dir, err)
	}
	if _, err := os.Lstat(filepath.Join(abs, journalName)); err != nil {
		m.sweep(existing(filepath.Dir(abs)))
		return Nothing, nil
	}
	j, decided, err := m.openJournal(ctx, dir)
	switch {
	case isGone(err):
		return Nothing, nil // its owner has just finished
	case err != nil && ctx.Err() != nil:
		return Nothing, fault.Interrupted()
	case err != nil:
		return Nothing, explain("recover", dir, err)
	case !decided: // or all was done but for the cleaning up
		return Nothing, explain("recover", dir, j.close())
	}
	return j.recover()
}

// Interrupted says what a journal in a folder means, and changes nothing: a
// change was broken off there, or is under way, or the journal came from
// elsewhere. It returns nil where there is none.
func (m Machine) Interrupted(ctx context.Context, dir string) error {
	j, err := m.journalOf(dir)
	if err != nil {
		return explain("look into", dir, err)
	}
	defer j.root.Close()
	_, err = j.hold(ctx, false)
	switch {
	case err == nil:
		j.lock.file.Close()
	case isGone(err) && !Pending(dir):
		return nil
	case !isGone(err) && !errors.Is(err, errBusy):
		return explain("look into", dir, err)
	}
	return fault.ActionNeeded("broken_off", "a change is under way in it, or was interrupted").
		WithHint("any newsvc command in %s finishes it or undoes it", dir)
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
