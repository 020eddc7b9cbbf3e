package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/tree"
)

// A change that left conflicts is kept in a folder of the service, laid in the
// same transaction, until `newsvc continue` or `newsvc abort`. Git doesn't see
// it: the folder ignores itself.
const (
	unfinishedFolder = ".newsvc-unfinished"
	unfinishedRecord = unfinishedFolder + "/change.json"
	unfinishedSeal   = unfinishedFolder + "/seal" // which proves that newsvc on this machine wrote the record
	unfinishedFormat = 2
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
	Digest   string `json:"digest,omitempty"` // of the copy
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
			f.Before, f.Exec, f.Digest = strconv.Itoa(len(u.Files)), c.Before.Exec, digest(c.Before.Data)
		}
		u.Files = append(u.Files, f)
	}
	return u
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
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

// keepUnfinished returns the files that keep the change in a service, signed.
func (a *app) keepUnfinished(root string, u unfinished) (tree.Tree, error) {
	files, err := u.files()
	if err != nil {
		return nil, err
	}
	seal, err := a.machine().Sign(filepath.Join(root, unfinishedFolder), files[unfinishedRecord].Data)
	files[unfinishedSeal] = tree.File{Data: seal}
	return files, err
}

// forgetUnfinished removes what is left of a change outside of its service.
func (a *app) forgetUnfinished(root string) {
	a.machine().Forget(filepath.Join(root, unfinishedFolder))
}

// files are those that keep the change, without the seal.
func (u unfinished) files() (tree.Tree, error) {
	record, err := json.MarshalIndent(u, "", "  ")
	if err != nil {
		return nil, fault.Failed("unfinished", "write down what is left to do").Because(err)
	}
	if len(record) >= rootfile.MaxRecord {
		return nil, fault.Failed("too_many_files", "the change leaves conflicts, and writes too many files to be undone: %d", len(u.Files)).
			WithHint("make it in smaller steps")
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
func (a *app) readUnfinished(ctx context.Context, root string) (*unfinished, tree.Tree, error) {
	data, err := disk.ReadRecord(ctx, root, unfinishedRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	damaged := func(err error) error {
		return fault.Failed("bad_unfinished", "%s can't be used to finish or undo a change", filepath.Join(root, filepath.FromSlash(unfinishedRecord))).
			Because(err).WithHint("if you don't know it, or solved its conflicts by hand, delete the folder %s; a newer newsvc may be able to read it", unfinishedFolder)
	}
	folder := filepath.Join(root, unfinishedFolder)
	seal, err := disk.ReadRecord(ctx, root, unfinishedSeal)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	if !a.machine().Signed(folder, data, seal) {
		return nil, nil, fault.Failed("foreign_unfinished", "%s was not written by newsvc on this machine, so newsvc doesn't act on it; nothing was changed", folder).
			WithHint("if it came with a clone or an archive, or if you don't know it, delete that folder; if it is yours, bring the files to where you want them, with git checkout HEAD -- FILE or by hand, and then delete it")
	}
	u, err := parseUnfinished(data)
	if err != nil {
		return nil, nil, damaged(err)
	}
	like, err := u.files()
	if err != nil {
		return nil, nil, err
	}
	like[unfinishedSeal] = tree.File{}
	for _, f := range u.Files {
		if f.Before != "" {
			like[f.copy()] = tree.File{Exec: f.Exec}
		}
	}
	kept, err := disk.Read(ctx, root, like)
	if err != nil {
		return nil, nil, err
	}
	for i, f := range u.Files {
		if f.Before == "" {
			continue
		}
		copied, ok := kept[f.copy()]
		if !ok || digest(copied.Data) != f.Digest {
			return nil, nil, damaged(errors.New(f.copy() + " is missing, or not as newsvc wrote it"))
		}
		u.Files[i].before = &tree.File{Data: copied.Data, Exec: f.Exec}
	}
	return &u, kept, nil
}

// parseUnfinished reads a record and checks that newsvc may do what it says:
// it may have come with a clone.
func parseUnfinished(data []byte) (unfinished, error) {
	var u unfinished
	if err := json.Unmarshal(data, &u); err != nil {
		return u, err
	}
	if u.Format != unfinishedFormat {
		return u, errors.New("its format is " + strconv.Itoa(u.Format))
	}
	return u, u.check()
}

// check refuses paths, copies and permissions that newsvc would not have
// written.
func (u unfinished) check() error {
	var errs []error
	files, named := tree.Tree{}, map[string]bool{}
	for i, f := range u.Files {
		if _, again := files[f.Path]; again {
			errs = append(errs, fmt.Errorf("the path %q is given twice", f.Path))
		}
		if top, _, _ := strings.Cut(f.Path, "/"); strings.HasPrefix(tree.Fold(top), tree.Fold(".newsvc-")) {
			errs = append(errs, fmt.Errorf("the path %q is in newsvc's own folder", f.Path))
		}
		if f.Before != "" && f.Before != strconv.Itoa(i) {
			errs = append(errs, fmt.Errorf("the copy of %q is called %q, and newsvc calls it %d", f.Path, f.Before, i))
		}
		files[f.Path] = tree.File{}
		for name := f.Path; name != "." && name != "/"; name = path.Dir(name) {
			named[name] = true
		}
	}
	for name, mode := range u.Modes {
		if !named[name] {
			errs = append(errs, fmt.Errorf("it gives %q permissions, which is none of its files", name))
		}
		if mode&^fs.ModePerm != 0 {
			errs = append(errs, fmt.Errorf("it gives %q the mode %v, which is more than permissions", name, mode))
		}
	}
	if u.Head != "" && (len(u.Head) > 64 || strings.Trim(u.Head, "0123456789abcdef") != "") {
		errs = append(errs, fmt.Errorf("%q is no commit", u.Head))
	}
	for name := range files {
		errs = append(errs, tree.Tree{name: {}}.Check())
	}
	return errors.Join(errs...)
}

// refuseTracked refuses to act on a record that git tracks: newsvc's own
// ignores itself, so that one came with the repository.
func (a *app) refuseTracked(ctx context.Context, root string) error {
	tracked, err := a.git.Tracked(ctx, root, unfinishedFolder)
	if err != nil {
		return fault.Failed("git", "ask git whether it tracks %s", unfinishedFolder).Because(err)
	}
	if tracked {
		return fault.Failed("foreign_unfinished", "%s is tracked by git, and newsvc doesn't act on a change that comes with a repository", filepath.Join(root, unfinishedFolder)).
			WithHint("look at what is in it, then remove it with git rm -r %s", unfinishedFolder)
	}
	return nil
}

// refuseUnfinished refuses to change a service whose last change waits.
func (a *app) refuseUnfinished(ctx context.Context, root string) error {
	u, _, err := a.readUnfinished(ctx, root)
	if u == nil || err != nil {
		return err
	}
	return fault.Pending("unfinished", "a change is not finished here: %s", u.Command).
		WithHint("solve its conflicts, then newsvc continue; or newsvc abort takes it back")
}
