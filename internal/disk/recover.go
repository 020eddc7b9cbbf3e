package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/fault"
)

// Outcome is the result of Recover.
type Outcome string

// The outcomes.
const (
	Nothing  Outcome = ""         // there was nothing to recover, except perhaps to clean up
	Finished Outcome = "finished" // the change is made
	Undone   Outcome = "undone"   // the folder is as it was before the change
)

// Recover finishes or undoes an interrupted change to a folder, and deletes what killed
// processes left next to it. A command calls it before it reads or changes a folder; one
// that must not write calls Look instead. The folder need not exist.
//
// Recover returns an error and changes nothing if newsvc on this machine didn't write the
// folder's journal, or if another newsvc is running in the folder. It also returns an
// error if the change can be neither finished nor undone, and says why.
func (m Machine) Recover(ctx context.Context, dir string) (Outcome, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Nothing, explain("find", dir, err)
	}
	if _, err := os.Lstat(filepath.Join(abs, journalName)); err != nil {
		m.deleteOrphans(existing(filepath.Dir(abs)))
		return Nothing, nil
	}
	j, committed, err := m.openJournal(ctx, dir)
	switch {
	case isGone(err):
		return Nothing, nil // Its owner has just finished.
	case err != nil && ctx.Err() != nil:
		return Nothing, fault.Interrupted()
	case err != nil:
		return Nothing, explain("recover", dir, err)
	case !committed: // or everything except the cleanup was done
		return Nothing, explain("recover", dir, j.close())
	}
	return j.recover()
}

// Interrupted returns an error if a folder has a journal: a change is in progress or was
// interrupted, or newsvc on this machine didn't write the journal. It changes nothing.
func (m Machine) Interrupted(ctx context.Context, dir string) error {
	j, err := m.journalOf(dir)
	if err != nil {
		return explain("look into", dir, err)
	}
	defer j.root.Close()
	_, err = j.acquire(ctx, false)
	switch {
	case err == nil:
		j.lock.file.Close()
	case isGone(err) && !Pending(dir):
		return nil
	case !isGone(err) && !errors.Is(err, errBusy):
		return explain("look into", dir, err)
	}
	return fault.ActionNeeded("interrupted_change", "a change in it is in progress or was interrupted").
		WithHint("any newsvc command in %s finishes it or undoes it", dir)
}

// recover finishes the change, or undoes it if that is impossible.
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

// existing returns the nearest existing folder at or above a path.
func existing(dir string) string {
	for dir != filepath.Dir(dir) && !exists(dir) {
		dir = filepath.Dir(dir)
	}
	return dir
}
