package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/tree"
)

// A change that left conflicts is recorded in a folder of the service, which is
// written in the same transaction, until the change is finished or aborted. Git
// doesn't see the folder: it ignores itself.
const (
	unfinishedFolder = ".newsvc-unfinished"
	unfinishedRecord = unfinishedFolder + "/change.json"
	unfinishedSeal   = unfinishedFolder + "/seal" // proves that newsvc on this machine wrote the record
	unfinishedFormat = 2
)

// Unfinished is a change with conflicts that the user has to resolve.
type Unfinished struct {
	Format  int              `json:"format"`
	Command string           `json:"command"` // as it was typed
	Files   []UnfinishedFile `json:"files"`   // all that it wrote, and the conflicts that write nothing

	Head string `json:"head,omitempty"` // the commit that was checked out; empty: none

	// Modes are the permissions of the files before the change, and of their folders.
	Modes map[string]fs.FileMode `json:"modes,omitempty"`

	record tree.Tree // the files that record the change, once it was read
}

// UnfinishedFile is one of its files, and what was there before.
type UnfinishedFile struct {
	Path     string `json:"path"`
	Before   string `json:"before,omitempty"` // the name of the copy; empty: nothing was there
	Digest   string `json:"digest,omitempty"` // of the copy
	Exec     bool   `json:"exec,omitempty"`   // of the copy
	Conflict bool   `json:"conflict,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Unmarked bool   `json:"unmarked,omitempty"` // a conflict that left the file as it was

	before *tree.File
}

// Record returns the changes that record a change to a service, which the
// command makes, until its conflicts are resolved.
func (h Host) Record(ctx context.Context, root, command string, changes []merge.Change) ([]merge.Change, error) {
	u := newUnfinished(command, changes)
	var err error
	if u.Modes, err = disk.Modes(root, u.Paths()); err != nil {
		return nil, err
	}
	u.Head = h.Git.Head(ctx, root)
	files, err := u.files()
	if err != nil {
		return nil, err
	}
	seal, err := h.Disk.Sign(filepath.Join(root, unfinishedFolder), files[unfinishedRecord].Data)
	if err != nil {
		return nil, err
	}
	files[unfinishedSeal] = tree.File{Data: seal}
	records, err := merge.Trees(ctx, nil, files, nil, nil)
	return records.Changes, err
}

func newUnfinished(command string, changes []merge.Change) Unfinished {
	u := Unfinished{Format: unfinishedFormat, Command: command}
	for _, c := range changes {
		conflict := c.Action == merge.Conflict
		if !c.Writes() && !conflict {
			continue
		}
		f := UnfinishedFile{Path: c.Path, Conflict: conflict, before: c.Before}
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

// Paths returns the paths of its files.
func (u Unfinished) Paths() []string {
	var paths []string
	for _, f := range u.Files {
		paths = append(paths, f.Path)
	}
	return paths
}

func (f UnfinishedFile) copy() string { return path.Join(unfinishedFolder, "before", f.Before) }

// files returns the files that record the change, without the seal.
func (u Unfinished) files() (tree.Tree, error) {
	record, err := json.MarshalIndent(u, "", "  ")
	if err != nil {
		return nil, fault.Failed("unfinished", "write down what is left to do").WithCause(err)
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
