package service

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"path"
	"strconv"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/tree"
)

// A change is recorded in a folder of the service, with a copy of each file as it was
// before. The record is written in the same transaction as the change. A change that left
// conflicts is recorded until it is finished or aborted; the last one that succeeded is
// recorded until the next one, so that it can be undone. Git doesn't see the folders: they
// ignore themselves.
const (
	unfinishedFolder = ".newsvc-unfinished"
	undoFolder       = ".newsvc-undo"
	recordFormat     = 2
)

// recordPath and sealPath return the paths of a record and of the proof that newsvc on this
// machine wrote it.
func recordPath(folder string) string { return folder + "/change.json" }
func sealPath(folder string) string   { return folder + "/seal" }

// Record is a change to a service that can be undone.
type Record struct {
	Format  int            `json:"format"`
	Command string         `json:"command"`           // as it was typed
	Service string         `json:"service,omitempty"` // the absolute path of its folder; only of a finished change
	Files   []RecordedFile `json:"files"`             // all that it wrote, and the conflicts that write nothing

	Head string `json:"head,omitempty"` // the commit that was checked out; empty: none
	// Modes are the permissions of the files before the change, and of their folders.
	Modes map[string]fs.FileMode `json:"modes,omitempty"`

	folder string    // of the record
	record tree.Tree // the files that record the change, once it was read
}

// RecordedFile is one of its files, and what was there before.
type RecordedFile struct {
	Path     string `json:"path"`
	Before   string `json:"before,omitempty"` // the name of the copy; empty: nothing was there
	Digest   string `json:"digest,omitempty"` // of the copy
	Exec     bool   `json:"exec,omitempty"`   // of the copy
	After    string `json:"after,omitempty"`  // the digest of what the change wrote, whatever its line endings; only of a finished change
	Conflict bool   `json:"conflict,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Unmarked bool   `json:"unmarked,omitempty"` // a conflict that left the file as it was

	before *tree.File
}

// newRecord describes a change that is about to be made.
func newRecord(folder, command string, changes []merge.Change) Record {
	r := Record{Format: recordFormat, Command: command, folder: folder}
	for _, c := range changes {
		conflict := c.Action == merge.Conflict
		if !c.Writes() && !conflict {
			continue
		}
		f := RecordedFile{Path: c.Path, Conflict: conflict, before: c.Before}
		if conflict {
			f.Reason, f.Unmarked = c.Reason, !c.Writes()
		}
		if c.Before != nil {
			f.Before, f.Exec, f.Digest = strconv.Itoa(len(r.Files)), c.Before.Exec, digest(c.Before.Data)
		}
		r.Files = append(r.Files, f)
	}
	return r
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Paths returns the paths of its files.
func (r Record) Paths() []string {
	var paths []string
	for _, f := range r.Files {
		paths = append(paths, f.Path)
	}
	return paths
}

// copyOf returns the path of the copy of a file.
func (r Record) copyOf(f RecordedFile) string { return path.Join(r.folder, "before", f.Before) }

// files returns the files that record the change, without the seal.
func (r Record) files() (tree.Tree, error) {
	record, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fault.Failed("unfinished", "write down what is left to do").WithCause(err)
	}
	if len(record) >= rootfile.MaxRecord {
		return nil, fault.Failed("too_many_files", "the change leaves conflicts, and writes too many files to be undone: %d", len(r.Files)).
			WithHint("make it in smaller steps")
	}
	files := tree.Tree{
		recordPath(r.folder):     {Data: append(record, '\n')},
		r.folder + "/.gitignore": {Data: []byte("*\n")},
	}
	for _, f := range r.Files {
		if f.before != nil {
			files[r.copyOf(f)] = *f.before
		}
	}
	return files, nil
}

// like returns the record's paths with the executable bits that Windows doesn't have.
func (r *Record) like() tree.Tree {
	like := tree.Tree{}
	for _, f := range r.Files {
		like[f.Path] = tree.File{Exec: f.Exec}
	}
	return like
}

// removal returns the changes that remove the record.
func (r *Record) removal() []merge.Change {
	var changes []merge.Change
	for _, path := range r.record.Paths() {
		file := r.record[path]
		changes = append(changes, merge.Change{Path: path, Action: merge.Delete, Before: &file})
	}
	return changes
}

// replaceFiles returns the changes that replace some files by others, to the byte.
func replaceFiles(old, files tree.Tree) []merge.Change {
	var changes []merge.Change
	for _, name := range files.Paths() {
		c := merge.Change{Path: name, Action: merge.Create}
		after := files[name]
		c.After = &after
		if before, ok := old[name]; ok {
			c.Action, c.Before = merge.Update, &before
		}
		if c.Writes() {
			changes = append(changes, c)
		}
	}
	for _, name := range old.Paths() {
		if _, stays := files[name]; !stays {
			before := old[name]
			changes = append(changes, merge.Change{Path: name, Action: merge.Delete, Before: &before})
		}
	}
	return changes
}

// restore returns the changes that restore the files as they were before, from what is in
// the work tree.
func (r *Record) restore(work tree.Tree) []merge.Change {
	var changes []merge.Change
	for _, f := range r.Files {
		c := merge.Change{Path: f.Path, Action: merge.Update, After: f.before}
		if now, ok := work[f.Path]; ok {
			c.Before = &now
		}
		changes = append(changes, c)
	}
	return changes
}
