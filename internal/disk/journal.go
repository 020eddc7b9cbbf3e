package disk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// The journal is a folder in the one that changes. It holds a lock; the new
// files, staged, and the old ones, put away, each named by the number of its
// operation; and the record of them all. The change is decided when the record
// has its name, and over when the record is gone. What has been done of it can
// be told from where the files are, at any moment.
const (
	journalName  = ".newsvc-journal"
	recordName   = "record.json"
	draftName    = "record.draft"
	newName      = "new"
	oldName      = "old"
	recordFormat = 1
)

// leftovers is what a journal without a record may still hold.
var leftovers = []string{draftName, newName, oldName}

// record says what a transaction does.
type record struct {
	Format     int         `json:"format"`
	Operations []operation `json:"operations"`
	Made       []string    `json:"made,omitempty"`    // folders that it makes, parents first
	Emptied    []folder    `json:"emptied,omitempty"` // folders that it removes if they are empty then, parents last
}

// operation is what happens to one path. The digests tell a file that newsvc
// put there from one that somebody else did after a transaction was broken off.
type operation struct {
	Path string `json:"path"`
	Old  string `json:"old,omitempty"` // digest of what is there before; empty: nothing
	New  string `json:"new,omitempty"` // digest of what is there afterwards; empty: nothing
}

type folder struct {
	Path string      `json:"path"`
	Mode fs.FileMode `json:"mode"`
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// journal is an open transaction, or what is left of one.
type journal struct {
	root   *os.Root
	dir    string // as the caller gave it
	lock   *lock
	record record
}

// openJournal opens the journal of a folder and locks it; with create unset,
// it fails with fs.ErrNotExist where there is none.
func openJournal(dir string, create bool) (*journal, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	held, err := lockJournal(root, filepath.Join(dir, journalName), create)
	if err != nil {
		root.Close()
		return nil, err
	}
	return &journal{root: root, dir: dir, lock: held}, nil
}

func lockJournal(root *os.Root, name string, create bool) (*lock, error) {
	for {
		info, err := root.Lstat(journalName)
		switch {
		case errors.Is(err, fs.ErrNotExist) && create:
			err = do("mkdir", name, func() error { return root.Mkdir(journalName, folderMode) })
			if err != nil && !errors.Is(err, fs.ErrExist) {
				return nil, err
			}
		case err != nil:
			return nil, err
		case !info.IsDir():
			return nil, fault.Failed("not_a_folder", "%s is not a folder of newsvc's", name).
				WithHint("move it away, then run this again")
		}
		var held *lock
		err = do("create", filepath.Join(name, lockName), func() (err error) {
			held, err = lockFolder(name, true)
			return err
		})
		switch {
		case err == nil:
			return held, nil
		case errors.Is(err, errBusy):
			return nil, err
		case !errors.Is(err, fs.ErrNotExist):
			_ = root.Remove(journalName) // fails unless it is empty
			return nil, err
		}
		// Its last owner was taking it away: look again.
	}
}

// load reads the record; it fails with fs.ErrNotExist where nothing was decided.
func (j *journal) load() error {
	data, err := j.root.ReadFile(path.Join(journalName, recordName))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &j.record); err != nil {
		return j.unreadable(err)
	}
	if j.record.Format != recordFormat {
		return j.unreadable(fmt.Errorf("its format is %d, and this newsvc knows %d", j.record.Format, recordFormat))
	}
	if err := j.record.check(); err != nil {
		return j.unreadable(err)
	}
	return nil
}

func (j *journal) unreadable(err error) error {
	name := filepath.Join(j.dir, journalName)
	return fault.Failed("bad_journal", "%s can't be used to finish or undo a change that was broken off", name).
		Because(err).WithHint("if no newsvc wrote it, remove it; a newer newsvc may be able to read it")
}

// check refuses paths that newsvc would not have written: the journal may have
// come with a clone.
func (r record) check() error {
	after := tree.Tree{}
	errs := []error{}
	one := func(name string) { errs = append(errs, tree.Tree{name: {}}.Check()) }
	for _, o := range r.Operations {
		if top, _, _ := strings.Cut(o.Path, "/"); tree.Fold(top) == tree.Fold(journalName) {
			errs = append(errs, fault.Failed("bad_path", "the path %q is in newsvc's own folder", o.Path))
		}
		if o.New != "" {
			after[o.Path] = tree.File{}
		} else {
			one(o.Path)
		}
	}
	for _, name := range r.Made {
		one(name)
	}
	for _, f := range r.Emptied {
		one(f.Path)
	}
	return errors.Join(append(errs, after.Check())...)
}

// decide writes the record: from here on, the change is finished rather than
// undone. The record is synced, since it is what a power failure must not
// take; so is the folder that names it, where the system can do that.
func (j *journal) decide() error {
	data, err := json.Marshal(j.record)
	if err != nil {
		return err
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

// close ends the transaction: the record goes first, so that what is left of
// the journal means nothing any more.
func (j *journal) close() error {
	defer j.root.Close()
	name := path.Join(journalName, recordName)
	err := do("remove", name, func() error { return j.root.Remove(name) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		j.lock.file.Close()
		return err
	}
	return j.lock.remove(leftovers...)
}

// leave lets go of the journal and leaves it to be recovered.
func (j *journal) leave() {
	j.lock.file.Close()
	j.root.Close()
}

// staged and kept are where the new and the old file of an operation are while
// they aren't in their place.
func staged(i int) string { return path.Join(journalName, newName, strconv.Itoa(i)) }
func kept(i int) string   { return path.Join(journalName, oldName, strconv.Itoa(i)) }

func (j *journal) rename(from, to string) error {
	return do("rename", to, func() error {
		return j.root.Rename(filepath.FromSlash(from), filepath.FromSlash(to))
	})
}

// has reports whether there is anything at a path.
func (j *journal) has(name string) (bool, error) {
	_, err := j.root.Lstat(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return false, nil
	}
	return err == nil, err
}
