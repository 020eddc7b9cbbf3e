package cli

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

// A change that left conflicts is kept in a folder of the service, laid in the
// same transaction, until `newsvc continue` or `newsvc abort`. Git doesn't see
// it: the folder ignores itself.
const (
	unfinishedFolder = ".newsvc-unfinished"
	unfinishedRecord = unfinishedFolder + "/change.json"
	unfinishedFormat = 1
)

// unfinished is a change that waits for a person.
type unfinished struct {
	Format  int              `json:"format"`
	Command string           `json:"command"` // as it was typed
	Files   []unfinishedFile `json:"files"`   // all that it wrote, and the conflicts that write nothing

	Head string `json:"head,omitempty"` // git's commit then; empty: none

	// Modes are the permissions of what was there, and of its folders.
	Modes map[string]fs.FileMode `json:"modes,omitempty"`
}

// unfinishedFile is one of its files, and what was there before.
type unfinishedFile struct {
	Path     string `json:"path"`
	Before   string `json:"before,omitempty"` // the name of the copy; empty: nothing was there
	Exec     bool   `json:"exec,omitempty"`   // of the copy
	Conflict bool   `json:"conflict,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Unmarked bool   `json:"unmarked,omitempty"` // a conflict that left the file as it was

	before *tree.File
}

func newUnfinished(command string, changes []merge.Change) unfinished {
	u := unfinished{Format: unfinishedFormat, Command: command}
	for _, c := range changes {
		conflict := c.Action == merge.Conflict
		if !c.Writes() && !conflict {
			continue
		}
		f := unfinishedFile{Path: c.Path, Conflict: conflict, before: c.Before}
		if conflict {
			f.Reason, f.Unmarked = c.Reason, !c.Writes()
		}
		if c.Before != nil {
			f.Before, f.Exec = strconv.Itoa(len(u.Files)), c.Before.Exec
		}
		u.Files = append(u.Files, f)
	}
	return u
}

// paths are those of its files.
func (u unfinished) paths() []string {
	var paths []string
	for _, f := range u.Files {
		paths = append(paths, f.Path)
	}
	return paths
}

func (f unfinishedFile) copy() string { return path.Join(unfinishedFolder, "before", f.Before) }

// files are those that keep the change.
func (u unfinished) files() (tree.Tree, error) {
	record, err := json.MarshalIndent(u, "", "  ")
	if err != nil {
		return nil, fault.Failed("unfinished", "write down what is left to do").Because(err)
	}
	files := tree.Tree{
		unfinishedRecord:                 {Data: append(record, '\n')},
		unfinishedFolder + "/.gitignore": {Data: []byte("*\n")},
	}
	for _, f := range u.Files {
		if f.before != nil {
			files[f.copy()] = *f.before
		}
	}
	return files, nil
}

// readUnfinished reads the change that waits in a service, and the files that
// keep it; nil when none does.
func readUnfinished(root string) (*unfinished, tree.Tree, error) {
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(unfinishedRecord)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	damaged := func(err error) error {
		return fault.Failed("bad_unfinished", "%s can't be used to finish or undo a change", filepath.Join(root, unfinishedFolder)).
			Because(err).WithHint("if you solved its conflicts by hand, remove that folder; a newer newsvc may be able to read it")
	}
	var u unfinished
	if err == nil {
		err = json.Unmarshal(data, &u)
	}
	if err == nil && u.Format != unfinishedFormat {
		err = errors.New("its format is " + strconv.Itoa(u.Format))
	}
	if err != nil {
		return nil, nil, damaged(err)
	}
	like, err := u.files()
	if err != nil {
		return nil, nil, err
	}
	for i := range u.Files {
		if u.Files[i].Before != "" {
			like[u.Files[i].copy()] = tree.File{Exec: u.Files[i].Exec}
		}
	}
	kept, err := disk.Read(root, like)
	if err != nil {
		return nil, nil, err
	}
	for i, f := range u.Files {
		if f.Before == "" {
			continue
		}
		copied, ok := kept[f.copy()]
		if !ok {
			return nil, nil, damaged(errors.New(f.copy() + " is missing"))
		}
		u.Files[i].before = &tree.File{Data: copied.Data, Exec: f.Exec}
	}
	return &u, kept, nil
}

// refuseUnfinished refuses to change a service whose last change waits.
func refuseUnfinished(root string) error {
	u, _, err := readUnfinished(root)
	if u == nil || err != nil {
		return err
	}
	return fault.Pending("unfinished", "a change is not finished here: %s", u.Command).
		WithHint("solve its conflicts, then newsvc continue; or newsvc abort takes it back")
}
