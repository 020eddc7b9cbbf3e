package service

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// maxUndo is the maximum size of the copies of a change that can be undone.
const maxUndo = 8 << 20

// RecordUndo returns the changes that record a change to a service, which the command
// makes, so that Undo can revert it. They replace the record of the last one.
func (h Host) RecordUndo(ctx context.Context, root, command string, changes []merge.Change) ([]merge.Change, error) {
	r := newRecord(undoFolder, command, changes)
	if len(r.Files) == 0 {
		return nil, nil
	}
	after := tree.Tree{}
	for _, c := range changes {
		if c.After != nil {
			after[c.Path] = *c.After
		}
	}
	var err error
	if r.Modes, err = disk.Modes(root, r.Paths()); err != nil {
		return nil, err
	}
	r.Head = h.Git.Head(ctx, root)
	return h.replaceUndo(ctx, root, r, after)
}

// recordFinished is RecordUndo for a change whose conflicts are resolved in the work tree.
func (h Host) recordFinished(ctx context.Context, root string, u *Record, work tree.Tree) ([]merge.Change, error) {
	r := *u
	r.folder, r.record, r.Files = undoFolder, nil, slices.Clone(u.Files)
	for i := range r.Files {
		r.Files[i].Conflict, r.Files[i].Unmarked, r.Files[i].Reason = false, false, ""
	}
	return h.replaceUndo(ctx, root, r, work)
}

// replaceUndo returns the changes that replace the record of the last change. A change that
// is too large gets none.
func (h Host) replaceUndo(ctx context.Context, root string, r Record, after tree.Tree) ([]merge.Change, error) {
	size := 0
	for i, f := range r.Files {
		if now, ok := after[f.Path]; ok {
			r.Files[i].After = digestOf(now)
		}
		if f.before != nil {
			size += len(f.before.Data)
		}
	}
	var err error
	if r.Service, err = filepath.Abs(root); err != nil {
		return nil, fault.Failed("bad_path", "find %s", root).WithCause(err)
	}
	old, err := readUndo(ctx, root)
	if err != nil {
		return nil, err
	}
	files, err := r.files()
	if err != nil || size > maxUndo || len(files[recordPath(undoFolder)].Data) > rootfile.MaxRecord {
		files = nil
		h.Notify(plain.Sprintf("the change is so large that newsvc undo can't revert it; git can"))
	} else {
		seal, err := h.Disk.SignRecord(files[recordPath(undoFolder)].Data)
		if err != nil {
			return nil, err
		}
		files[sealPath(undoFolder)] = tree.File{Data: seal}
	}
	return replaceFiles(old, files), nil
}

// digestOf returns the digest of a file's content and executable bit. Line endings don't
// matter, because git may convert them.
func digestOf(file tree.File) string {
	data := bytes.ReplaceAll(file.Data, []byte("\r\n"), []byte("\n"))
	if file.Exec {
		data = append(slices.Clip(data), "\x00x"...)
	}
	return digest(data)
}

// readUndo returns the files of the last change's record, whoever wrote them: newsvc alone
// has files with these names.
func readUndo(ctx context.Context, root string) (tree.Tree, error) {
	like := tree.Tree{recordPath(undoFolder): {}, sealPath(undoFolder): {}, undoFolder + "/.gitignore": {}}
	copies := path.Join(undoFolder, "before")
	entries, err := disk.ReadFolder(root, copies)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if strings.Trim(e.Name(), "0123456789") == "" {
			like[path.Join(copies, e.Name())] = tree.File{}
		}
	}
	return disk.Read(ctx, root, like)
}

// Undo reverts the last change to a service that succeeded, and returns it. Files that the
// user edited since are lost only if they are named.
func (h Host) Undo(ctx context.Context, root string, overwrite []string) (*Record, error) {
	if err := h.RefuseUnfinished(ctx, root); err != nil {
		return nil, err
	}
	r, err := h.readRecord(ctx, root, undoFolder, h.Disk.SignedRecord)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, fault.Usage("nothing_to_undo", "newsvc has no change to undo here").
			WithHint("it can undo the last change that it made on this machine; git reverts those before")
	}
	if !system.SameFile(r.Service, root) {
		return nil, fault.Failed("foreign_undo", "%s was written for the service in %s, so newsvc doesn't act on it; nothing was changed", filepath.Join(root, undoFolder), r.Service).
			WithHint("use git to undo the change; the next change replaces the record")
	}
	if err := h.refuseTracked(ctx, root, undoFolder); err != nil {
		return nil, err
	}
	if err := h.checkCommits(ctx, root, r); err != nil {
		return nil, err
	}
	work, err := disk.Read(ctx, root, r.like())
	if err != nil {
		return nil, err
	}
	if err := r.checkEdits(h.Env.OS, work, overwrite); err != nil {
		return nil, err
	}
	if r.isUndone(work) {
		return nil, fault.Usage("nothing_to_undo", "there is nothing to undo: every file is as it was before %s", r.Command).
			WithHint("if that change is on another branch, switch to it first")
	}
	if err := h.Disk.Apply(ctx, root, slices.Concat(r.removal(), r.restore(work))); err != nil {
		return nil, err
	}
	return r, disk.SetModes(root, r.Modes)
}

// checkCommits refuses to undo a change on top of which something else was committed.
func (h Host) checkCommits(ctx context.Context, root string, r *Record) error {
	refusal := func(why string) error {
		return fault.Failed("committed_since", "%s, so newsvc can't undo %s exactly", why, r.Command).
			WithHint("git log shows the commits, and git revert COMMIT undoes one")
	}
	now := h.Git.Head(ctx, root)
	if now == r.Head {
		return nil
	}
	changed, descends, err := h.Git.ChangedSince(ctx, root, r.Head)
	if err != nil {
		return fault.Failed("git", "ask git what was committed").WithCause(err)
	}
	if !descends {
		return refusal("git has another branch or commit checked out than when the change was made")
	}
	paths := r.Paths()
	for _, name := range changed {
		if !slices.Contains(paths, name) {
			return refusal(name + " was committed on top")
		}
	}
	return nil
}

// isUndone reports whether every file is as it was before the change.
func (r *Record) isUndone(work tree.Tree) bool {
	return !slices.ContainsFunc(r.Files, func(f RecordedFile) bool { return !f.isAsBefore(work) })
}

// isAsBefore reports whether a file is as it was before the change.
func (f RecordedFile) isAsBefore(work tree.Tree) bool {
	now, exists := work[f.Path]
	return exists == (f.before != nil) && (!exists || now.Same(*f.before))
}

// checkEdits refuses to lose edits since the change, except to the named files.
func (r *Record) checkEdits(os string, work tree.Tree, overwrite []string) error {
	var named []string
	for _, name := range overwrite {
		name = path.Clean(filepath.ToSlash(name))
		if !slices.Contains(r.Paths(), name) {
			return fault.Usage("bad_overwrite", "--overwrite %s: the change didn't write this file", name).
				WithHint("leave it out; paths are relative to the service's folder")
		}
		named = append(named, name)
	}
	var edited, flags []string
	command := []string{"newsvc", "undo"}
	for _, f := range r.Files {
		now, exists := work[f.Path]
		asBefore := f.isAsBefore(work)
		asAfter := exists == (f.After != "") && (!exists || digestOf(now) == f.After)
		if !asBefore && !asAfter && !slices.Contains(named, f.Path) {
			edited = append(edited, f.Path)
			flags = append(flags, "--overwrite "+system.Quote(os, f.Path))
			command = append(command, "--overwrite", f.Path)
		}
	}
	if len(edited) == 0 {
		return nil
	}
	return fault.Failed("edited_since", "you edited what the change wrote, and undoing it would lose that: %s", strings.Join(edited, ", ")).
		WithHint("to lose the edits, newsvc undo %s", strings.Join(flags, " ")).WithNext(command)
}
