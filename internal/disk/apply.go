package disk

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"runtime"
	"strconv"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// Apply makes changes in an existing folder as one transaction. If it fails, the folder
// is unchanged. If the process is killed, Recover finishes or undoes the changes. Apply
// skips changes that write nothing. For a conflict it writes After like for any other
// change: the file as it was, or a merge with conflict markers. The caller decides
// whether to do that.
//
// Apply returns an error and changes nothing if a file is no longer as a change expects
// it, if a path goes through a link or isn't portable, or if another newsvc is running in
// the folder. A replaced file keeps its permissions except for the executable bit. If ctx
// ends before everything is staged, Apply cleans up and returns fault.Interrupted; after
// that, it finishes.
//
// The record and the files that replace others are synced to the device before anything
// is replaced, so a power failure loses no earlier content. New files aren't synced,
// because there are many; after a power failure they may be incomplete.
func (m Machine) Apply(ctx context.Context, dir string, changes []merge.Change) error {
	writes := writing(changes)
	if len(writes) == 0 {
		return nil
	}
	j, err := m.begin(ctx, dir)
	if err != nil && ctx.Err() != nil {
		return fault.Interrupted()
	}
	if err != nil {
		return explain("change files in", dir, err)
	}
	if err := j.prepare(ctx, writes); err != nil {
		_ = j.close()
		return err
	}
	return j.run()
}

// writing returns the changes that write something.
func writing(changes []merge.Change) []merge.Change {
	return merge.Result{Changes: changes}.Writes()
}

// begin opens an empty journal, after it has recovered from an interrupted change.
func (m Machine) begin(ctx context.Context, dir string) (*journal, error) {
	for attempt := 0; ; attempt++ {
		j, committed, err := m.openJournal(ctx, dir)
		switch {
		case err == nil && committed:
			_, err = j.recover()
		case err == nil:
			err = j.close()
		}
		if err != nil && !isGone(err) {
			return nil, err
		}
		j, err = m.newJournal(dir)
		if none, ok := errors.AsType[*noClaimError](err); ok {
			return nil, none.fault()
		}
		if err == nil || !errors.Is(err, errBusy) && !errors.Is(err, fs.ErrExist) && !isGone(err) {
			return j, err
		}
		// Another process was removing it, or has created one: try again.
		if err := pause(ctx, attempt); err != nil {
			return nil, err
		}
	}
}

// run executes the record, or rolls back if that fails.
func (j *journal) run() error {
	err := j.forward()
	if err == nil {
		_ = j.close() // Without its record, the journal has no effect, and the next command removes it.
		return nil
	}
	if undo := j.backward(); undo != nil {
		j.leave()
		return fault.Failed("half_done", "%s is partly changed", j.dir).WithCause(err).
			WithHint("%s, so the change could be neither finished nor undone; fix this, and the next newsvc command there finishes or undoes it", undo)
	}
	_ = j.close()
	return err
}

// prepare checks the folder, stages the new files and commits the record.
func (j *journal) prepare(ctx context.Context, writes []merge.Change) error {
	modes, err := j.survey(writes)
	if err != nil {
		return err
	}
	for _, name := range []string{newName, oldName} {
		name = path.Join(journalName, name)
		if err := do("mkdir", name, func() error { return j.root.Mkdir(name, folderMode) }); err != nil {
			return j.explain(name, err)
		}
	}
	if err := j.stage(ctx, writes, modes); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fault.Interrupted()
	}
	return j.explain(journalName, j.commit())
}

// stage writes the new files to the journal.
func (j *journal) stage(ctx context.Context, writes []merge.Change, modes []fs.FileMode) error {
	area, err := rootfile.OpenSubfolder(j.root, path.Join(journalName, newName))
	if err != nil {
		return j.explain(journalName, err)
	}
	defer area.Close()
	return each(ctx, len(writes), func(i int) error {
		c, name := writes[i], strconv.Itoa(i)
		if c.After == nil {
			return nil
		}
		replaces := c.Before != nil
		err := writeNew(area.OpenFile, name, c.After.Data, modeOf(c.After.Exec), replaces)
		if err == nil && replaces && runtime.GOOS != "windows" {
			err = do("chmod", name, func() error { return area.Chmod(name, modes[i]) })
		}
		return explain("write", j.shown(c.Path), err)
	})
}
