package disk

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/newsvc/newsvc/internal/fault"
)

// forward does what is left to do of the record, from any state. It stops at
// the first step that can't be taken.
func (j *journal) forward() error {
	for i, o := range j.record.Operations {
		if o.New == "" {
			if err := j.putAway(i, o); err != nil {
				return err
			}
		}
	}
	for _, f := range j.record.Emptied {
		if err := j.removeFolder(f.Path); err != nil {
			return err
		}
	}
	for _, name := range j.record.Made {
		if err := j.makeFolder(name, folderMode); err != nil {
			return err
		}
	}
	for i, o := range j.record.Operations {
		if o.New == "" {
			continue
		}
		if err := j.putAway(i, o); err != nil {
			return err
		}
		if err := j.bring(staged(i), o.Path); err != nil {
			return err
		}
	}
	return nil
}

// backward undoes what was done of the record, from any state.
func (j *journal) backward() error {
	for i, o := range slices.Backward(j.record.Operations) {
		if o.New == "" {
			continue
		}
		if err := j.takeBack(i, o); err != nil {
			return err
		}
		if err := j.bring(kept(i), o.Path); err != nil {
			return err
		}
	}
	for _, name := range slices.Backward(j.record.Made) {
		if err := j.removeFolder(name); err != nil {
			return err
		}
	}
	for _, f := range slices.Backward(j.record.Emptied) {
		if err := j.restoreFolder(f); err != nil {
			return err
		}
	}
	for i, o := range j.record.Operations {
		if o.New == "" {
			if err := j.bring(kept(i), o.Path); err != nil {
				return err
			}
		}
	}
	return nil
}

// putAway moves the old file of an operation into the journal, unless there is
// none or that is done.
func (j *journal) putAway(i int, o operation) error {
	if o.Old == "" {
		return nil
	}
	if done, err := j.has(kept(i)); done || err != nil {
		return j.explain(o.Path, err)
	}
	if err := j.expect(o.Path, o.Old); err != nil {
		return err
	}
	return j.explain(o.Path, j.rename(o.Path, kept(i)))
}

// takeBack moves the new file of an operation back into the journal, unless it
// is still there.
func (j *journal) takeBack(i int, o operation) error {
	if undone, err := j.has(staged(i)); undone || err != nil {
		return j.explain(o.Path, err)
	}
	if err := j.expect(o.Path, o.New); err != nil {
		return err
	}
	return j.explain(o.Path, j.rename(o.Path, staged(i)))
}

// bring moves a file from the journal to its place, unless that is done. It
// takes no other file's place.
func (j *journal) bring(from, to string) error {
	if here, err := j.has(from); !here || err != nil {
		return j.explain(to, err)
	}
	if occupied, err := j.has(to); err != nil {
		return j.explain(to, err)
	} else if occupied {
		return j.foreign(to)
	}
	return j.explain(to, j.rename(from, to))
}

// expect fails unless the file at a path has the content that newsvc left there.
func (j *journal) expect(name, want string) error {
	data, err := j.root.ReadFile(filepath.FromSlash(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return explain("read", j.shown(name), err)
	}
	if err != nil || digest(data) != want {
		return j.foreign(name)
	}
	return nil
}

// foreign says that somebody else wrote to a path that newsvc is changing.
func (j *journal) foreign(name string) error {
	return fault.Failed("changed_meanwhile", "%s was changed by someone else while newsvc was changing it", j.shown(name)).
		WithHint("look at it, move it away if it is to be kept, then run this again")
}

func (j *journal) makeFolder(name string, mode fs.FileMode) error {
	err := do("mkdir", name, func() error { return j.root.Mkdir(filepath.FromSlash(name), mode) })
	if errors.Is(err, fs.ErrExist) {
		return nil // a file in its place makes the next step fail
	}
	return j.explain(name, err)
}

// restoreFolder makes a folder as it was, whatever the umask.
func (j *journal) restoreFolder(f folder) error {
	if err := j.makeFolder(f.Path, f.Mode); err != nil || runtime.GOOS == "windows" {
		return err
	}
	return j.explain(f.Path, do("chmod", f.Path, func() error {
		return j.root.Chmod(filepath.FromSlash(f.Path), f.Mode)
	}))
}

// removeFolder removes a folder that is empty, and leaves one that isn't.
func (j *journal) removeFolder(name string) error {
	info, err := j.root.Lstat(filepath.FromSlash(name))
	if err != nil || !info.IsDir() {
		return nil // it is gone already, or a file has taken its place
	}
	err = do("remove", name, func() error { return j.root.Remove(filepath.FromSlash(name)) })
	if errors.Is(err, fs.ErrExist) {
		return nil // not empty
	}
	return j.explain(name, err)
}

func (j *journal) explain(name string, err error) error {
	return explain("change", j.shown(name), err)
}

// shown returns a path as it makes sense to the caller.
func (j *journal) shown(name string) string {
	return filepath.Join(j.dir, filepath.FromSlash(name))
}
