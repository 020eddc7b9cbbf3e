package disk

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// The journal is a folder inside the folder that changes. It contains a lock, the file
// that names its claim, the staged new files and the saved old files, each named by the
// number of its operation, and the sealed record. The change is committed when the record
// has its final name, and complete when the record is deleted. In between, the locations
// of the files show how far it has come.
const (
	journalName = ".newsvc-journal"
	recordName  = "record.json"
	draftName   = "record.draft"
	newName     = "new"
	oldName     = "old"
)

// leftovers lists what a journal without a record may contain.
var leftovers = []string{draftName, newName, oldName}

// journal is a transaction that is in progress or was interrupted.
type journal struct {
	machine Machine
	root    *os.Root
	dir     string // as the caller gave it
	abs     string
	lock    *lock
	claim   *claim
	record  record
}

func (m Machine) journalOf(dir string) (*journal, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	return &journal{machine: m, root: root, dir: dir, abs: abs}, nil
}

// openJournal locks the journal in a folder and reads its record if it was committed. The
// error is fs.ErrNotExist if there is no journal. It changes nothing if newsvc on this
// machine didn't write the journal.
func (m Machine) openJournal(ctx context.Context, dir string) (j *journal, committed bool, err error) {
	if j, err = m.journalOf(dir); err != nil {
		return nil, false, err
	}
	if committed, err = j.acquire(ctx, true); err != nil {
		j.root.Close()
		return nil, false, err
	}
	return j, committed, nil
}

// acquire locks the journal and inspects it. If create is set and newsvc's own journal has
// no lock yet, it creates one. While another process may work on the journal, the result
// of inspect is only a guess, so acquire calls it again with the lock.
func (j *journal) acquire(ctx context.Context, create bool) (committed bool, err error) {
	const tries = 4
	for attempt := 1; ; attempt++ {
		_, guess := j.inspect(ctx)
		if isGone(guess) {
			return false, guess
		}
		j.lock, err = lockFolder(j.root, journalName, create && guess == nil)
		switch {
		case err == nil:
			if committed, err = j.inspect(ctx); err != nil {
				j.lock.file.Close()
			}
			return committed, err
		case errors.Is(err, errBusy):
			return false, err
		case guess == nil:
			return false, err
		case !isGone(err) || attempt == tries:
			return false, guess
		}
		// Its owner may be creating or removing it at this moment.
		if err := pause(ctx, 10*attempt); err != nil {
			return false, err
		}
	}
}

// newJournal creates the journal in a folder that has none.
func (m Machine) newJournal(dir string) (*journal, error) {
	j, err := m.journalOf(dir)
	if err != nil {
		return nil, err
	}
	if err := j.make(); err != nil {
		j.root.Close()
		return nil, err
	}
	return j, nil
}

// make creates the journal's folder. If it fails, it removes what it created.
func (j *journal) make() error {
	name := filepath.Join(j.dir, journalName)
	var err error
	if j.claim, err = j.machine.claim(journalClaim, filepath.Join(j.abs, journalName), true); err != nil {
		return err
	}
	if err := do("mkdir", name, func() error { return j.root.Mkdir(journalName, folderMode) }); err != nil {
		_ = j.claim.release()
		return err
	}
	err = do("create", filepath.Join(name, lockName), func() (err error) {
		j.lock, err = lockFolder(j.root, journalName, true)
		return err
	})
	if err != nil {
		_ = j.root.Remove(journalName) // It fails unless the folder is empty.
		_ = j.claim.release()
		return err
	}
	err = writeNew(j.root.OpenFile, path.Join(journalName, ownerName), j.claim.seal(nil), fileMode, false)
	if err != nil {
		_ = j.lock.remove(j.claim)
	}
	return err
}

// inspect checks that newsvc wrote the journal, and reads its record. The error is
// fs.ErrNotExist if there is no journal.
func (j *journal) inspect(ctx context.Context) (committed bool, err error) {
	info, err := j.root.Lstat(journalName)
	switch {
	case err != nil:
		return false, err
	case !info.IsDir():
		return false, j.foreign()
	}
	sealed, err := readPlain(j.root, path.Join(journalName, recordName), maxJournal)
	switch {
	case err == nil:
		var data []byte
		if data, j.claim = j.machine.unseal(journalClaim, filepath.Join(j.abs, journalName), sealed); j.claim == nil {
			return false, j.foreign()
		}
		if j.record, err = parseRecord(data); err != nil {
			return false, j.unreadable(err)
		}
		committed = true
	case !errors.Is(err, fs.ErrNotExist):
		return false, j.foreign()
	default:
		j.claim = j.machine.ownFolder(journalClaim, j.abs, j.root, journalName, leftovers...)
		if j.claim == nil {
			if _, err := j.root.Lstat(journalName); err != nil {
				return false, err // Its owner has just finished.
			}
			return false, j.foreign()
		}
	}
	return committed, j.refuseTracked(ctx)
}

// refuseTracked rejects a journal that git tracks, because newsvc never commits one.
func (j *journal) refuseTracked(ctx context.Context) error {
	if j.machine.Tracked == nil {
		return nil
	}
	tracked, err := j.machine.Tracked(ctx, j.dir, journalName)
	if err != nil {
		return fault.Failed("git", "ask git whether it tracks %s", j.name()).WithCause(err).
			WithHint("newsvc continues an interrupted change only if git doesn't track its journal; make git status work here first")
	}
	if tracked {
		return fault.Failed("foreign_journal", "%s is tracked by git, and newsvc doesn't act on a journal that comes with a repository; nothing was changed", j.name()).
			WithHint("inspect its content, then remove it with git rm -r %s", journalName)
	}
	return nil
}

func (j *journal) name() string { return filepath.Join(j.dir, journalName) }

// foreign returns the error for a journal that newsvc on this machine didn't write.
func (j *journal) foreign() error {
	return fault.Failed("foreign_journal", "%s was not written by newsvc on this machine, so newsvc doesn't act on it; nothing was changed", j.name()).
		WithHint("if it came with a clone or an archive, or if you don't know it, delete %s; if newsvc was interrupted here on another machine or before this folder was moved, run it there", j.name())
}

func (j *journal) unreadable(err error) error {
	return fault.Failed("bad_journal", "%s can't be used to finish or undo the change that was interrupted", j.name()).
		WithCause(err).WithHint("another version of newsvc wrote it: run that version here once")
}

// commit writes the record. From then on, the change is finished rather than undone. The
// record is synced, because a power failure must not lose it, and so is its folder if
// the system supports that.
func (j *journal) commit() error {
	data, err := json.Marshal(j.record)
	if err != nil {
		return err
	}
	if data = j.claim.seal(data); len(data) > maxJournal {
		return fault.Failed("too_many_files", "the change writes too many files: %d", len(j.record.Operations))
	}
	draft, final := path.Join(journalName, draftName), path.Join(journalName, recordName)
	if err := writeNew(j.root.OpenFile, draft, data, fileMode, true); err != nil {
		return err
	}
	if err := j.rename(draft, final); err != nil {
		return err
	}
	if f, err := j.root.Open(journalName); err == nil {
		_ = f.Sync()
		f.Close()
	}
	return nil
}

// close ends the transaction. It removes the record first, so that the rest of the
// journal has no effect.
func (j *journal) close() error {
	defer j.root.Close()
	name := path.Join(journalName, recordName)
	err := do("remove", name, func() error { return j.root.Remove(name) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		j.lock.file.Close()
		return err
	}
	return j.lock.remove(j.claim, leftovers...)
}

// leave closes the journal without removing it, so that it can be recovered.
func (j *journal) leave() {
	j.lock.file.Close()
	j.root.Close()
}

// staged and saved are the paths of an operation's new and old file in the journal.
func staged(i int) string { return path.Join(journalName, newName, strconv.Itoa(i)) }
func saved(i int) string  { return path.Join(journalName, oldName, strconv.Itoa(i)) }

// rename moves a file within the folder. It follows no links.
func (j *journal) rename(from, to string) error {
	if err := errors.Join(rootfile.NoLinks(j.root, from), rootfile.NoLinks(j.root, to)); err != nil {
		return err
	}
	return do("rename", to, func() error {
		return j.root.Rename(filepath.FromSlash(from), filepath.FromSlash(to))
	})
}

// has reports whether a path exists.
func (j *journal) has(name string) (bool, error) {
	_, err := j.root.Lstat(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return false, nil
	}
	return err == nil, err
}
