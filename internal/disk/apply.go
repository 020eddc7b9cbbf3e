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

// Apply makes the changes that write anything, in a folder that is there, as
// one transaction: when it fails, the folder is as it was, and when the process
// is killed, Recover finishes the changes or undoes them. Those that write
// nothing are skipped. A conflict writes its After like any other change, which
// is what was there, or a merge with markers: the caller decides whether that
// is wanted.
//
// It fails, and changes nothing, when what is there is no longer what a change
// says was there before, when a path leads through a link or can't be laid on
// every system, and when another newsvc is at work in the folder. A file that
// is replaced keeps its permissions but for the executable bit. When ctx ends
// before all is staged, Apply cleans up and returns fault.Interrupted; later,
// it finishes.
//
// The record of the change, and files that take the place of others, are
// synced to the device before anything is replaced: a power failure takes
// nothing that was there before. New files aren't, for their number; after a
// power failure they may be incomplete.
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

// writing returns the changes that write anything.
func writing(changes []merge.Change) []merge.Change {
	return merge.Result{Changes: changes}.Writes()
}

// begin opens an empty journal: it recovers what an earlier process left.
func (m Machine) begin(ctx context.Context, dir string) (*journal, error) {
	for attempt := 0; ; attempt++ {
		j, decided, err := m.openJournal(ctx, dir)
		switch {
		case err == nil && decided:
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
		// Another process was taking it away, or was quicker: look again.
		if err := pause(ctx, attempt); err != nil {
			return nil, err
		}
	}
}

// run does what was decided; where that fails, it undoes it.
func (j *journal) run() error {
	err := j.forward()
	if err == nil {
		_ = j.close() // what is left of the journal means nothing, and the next command removes it
		return nil
	}
	if undo := j.backward(); undo != nil {
		j.leave()
		return fault.Failed("half_done", "%s is half changed", j.dir).WithCause(err).
			WithHint("%s, so the change could be neither finished nor undone; mend that, and the next newsvc command there will do it", undo)
	}
	_ = j.close()
	return err
}

// prepare surveys the folder, stages the new files and decides.
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
	return j.explain(journalName, j.decide())
}

// stage writes the new files into the journal.
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
