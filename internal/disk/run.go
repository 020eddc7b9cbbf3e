package disk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// forward executes the rest of the record, from any state. It stops at the first step
// that fails.
func (j *journal) forward() error {
	for i, o := range j.record.Operations {
		if o.New == "" {
			if err := j.save(i, o); err != nil {
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
		if err := j.save(i, o); err != nil {
			return err
		}
		if err := j.place(staged(i), o.Path, o.New); err != nil {
			return err
		}
	}
	return nil
}

// backward undoes what was executed of the record, from any state.
func (j *journal) backward() error {
	for i, o := range slices.Backward(j.record.Operations) {
		if o.New == "" {
			continue
		}
		if err := j.unplace(i, o); err != nil {
			return err
		}
		if err := j.place(saved(i), o.Path, o.Old); err != nil {
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
			if err := j.place(saved(i), o.Path, o.Old); err != nil {
				return err
			}
		}
	}
	return nil
}

// save moves the old file of an operation to the journal, unless there is none or that is
// done.
func (j *journal) save(i int, o operation) error {
	if o.Old == "" {
		return nil
	}
	if done, err := j.has(saved(i)); done || err != nil {
		return j.explain(o.Path, err)
	}
	if err := j.expect(o.Path, o.Old); err != nil {
		return err
	}
	return j.explain(o.Path, j.rename(o.Path, saved(i)))
}

// unplace moves the new file of an operation back to the journal, unless it is still
// there.
func (j *journal) unplace(i int, o operation) error {
	if undone, err := j.has(staged(i)); undone || err != nil {
		return j.explain(o.Path, err)
	}
	if err := j.expect(o.Path, o.New); err != nil {
		return err
	}
	return j.explain(o.Path, j.rename(o.Path, staged(i)))
}

// place moves a file from the journal to its path, unless that is done. It replaces no
// other file.
func (j *journal) place(from, to, want string) error {
	if here, err := j.has(from); !here || err != nil {
		return j.explain(to, err)
	}
	if occupied, err := j.has(to); err != nil {
		return j.explain(to, err)
	} else if occupied {
		return j.changed(to)
	}
	if got, err := j.digestOf(from); err != nil || got != want {
		return fault.Failed("bad_journal", "%s was changed after newsvc wrote it", j.shown(from)).WithCause(err).
			WithHint("%s stays unchanged; if git has it, run git checkout HEAD -- %s", j.shown(to), to)
	}
	return j.explain(to, j.rename(from, to))
}

// expect returns an error unless the file at a path has the content that newsvc left
// there.
func (j *journal) expect(name, want string) error {
	got, err := j.digestOf(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return explain("read", j.shown(name), err)
	}
	if err != nil || got != want {
		return j.changed(name)
	}
	return nil
}

// digestOf returns the digest of a file that is reached through no link.
func (j *journal) digestOf(name string) (string, error) {
	f, err := rootfile.OpenPlain(j.root, name, os.O_RDONLY, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(f, maxMoved+1))
	if err == nil && n > maxMoved {
		err = &rootfile.TooLargeError{Limit: maxMoved}
	}
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// maxMoved is the maximum size of the files that a transaction moves. A merge of two
// files of the maximum size that newsvc reads is not larger.
const maxMoved = 4 * rootfile.MaxFile

// changed returns the error for a path that another program changed during a transaction.
func (j *journal) changed(name string) error {
	return fault.Failed("changed_meanwhile", "%s was changed by another program while newsvc was changing it", j.shown(name)).
		WithHint("inspect it, move it away if you need it, then run this again")
}

func (j *journal) makeFolder(name string, mode fs.FileMode) error {
	if err := rootfile.NoLinks(j.root, name); err != nil {
		return j.explain(name, err)
	}
	err := do("mkdir", name, func() error { return j.root.Mkdir(filepath.FromSlash(name), mode) })
	if errors.Is(err, fs.ErrExist) {
		return nil // If it is a file, the next step fails.
	}
	return j.explain(name, err)
}

// restoreFolder recreates a folder with its mode, regardless of the umask.
func (j *journal) restoreFolder(f folder) error {
	if err := j.makeFolder(f.Path, f.Mode); err != nil || runtime.GOOS == "windows" {
		return err
	}
	info, err := j.root.Lstat(filepath.FromSlash(f.Path))
	if err != nil || !info.IsDir() {
		return nil // There is a file instead.
	}
	return j.explain(f.Path, do("chmod", f.Path, func() error {
		return j.root.Chmod(filepath.FromSlash(f.Path), f.Mode)
	}))
}

// removeFolder removes a folder if it is empty.
func (j *journal) removeFolder(name string) error {
	if err := rootfile.NoLinks(j.root, name); err != nil {
		return nil // It isn't the same folder.
	}
	info, err := j.root.Lstat(filepath.FromSlash(name))
	if err != nil || !info.IsDir() {
		return nil // It is removed already, or there is a file instead.
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

// shown returns a path for messages to the user.
func (j *journal) shown(name string) string {
	return filepath.Join(j.dir, filepath.FromSlash(name))
}
