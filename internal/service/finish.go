package service

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

// RecordUnfinished returns the changes that record a change to a service, which the
// command makes, until its conflicts are resolved.
func (h Host) RecordUnfinished(ctx context.Context, root, command string, changes []merge.Change) ([]merge.Change, error) {
	u := newRecord(unfinishedFolder, command, changes)
	var err error
	if u.Modes, err = disk.Modes(root, u.Paths()); err != nil {
		return nil, err
	}
	u.Head = h.Git.Head(ctx, root)
	files, err := u.files()
	if err != nil {
		return nil, err
	}
	seal, err := h.Disk.Sign(filepath.Join(root, unfinishedFolder), files[recordPath(unfinishedFolder)].Data)
	if err != nil {
		return nil, err
	}
	files[sealPath(unfinishedFolder)] = tree.File{Data: seal}
	return replaceFiles(nil, files), nil
}

// Finish ends the unfinished change of a service, unless conflict markers are
// left. It returns the files that have them, sorted, and the files with a conflict that
// are still as they were before the change.
func (h Host) Finish(ctx context.Context, root string, u *Record) (marked []merge.FileConflict, unchanged []RecordedFile, err error) {
	if err := h.refuseTracked(ctx, root, unfinishedFolder); err != nil {
		return nil, nil, err
	}
	work, err := disk.Read(ctx, root, u.like())
	if err != nil {
		return nil, nil, err
	}
	for _, f := range u.Files {
		if file, ok := work[f.Path]; ok && f.Conflict && merge.HasMarkers(file.Data) {
			marked = append(marked, merge.NewFileConflict(f.Path, file.Data))
		}
	}
	if len(marked) > 0 {
		return marked, nil, nil
	}
	undo, err := h.recordFinished(ctx, root, u, work)
	if err != nil {
		return nil, nil, err
	}
	if err := h.Disk.Apply(ctx, root, slices.Concat(u.removal(), undo)); err != nil {
		return nil, nil, err
	}
	h.Disk.Forget(filepath.Join(root, unfinishedFolder))
	return nil, u.unchanged(work), nil
}

// Abort rolls back the unfinished change of a service, and returns it.
func (h Host) Abort(ctx context.Context, root string) (*Record, error) {
	u, err := h.ReadUnfinished(ctx, root)
	if err != nil {
		return nil, err
	}
	if u == nil {
		return nil, fault.Usage("nothing_to_abort", "there is no unfinished change here").
			WithHint("newsvc undo reverts the last change that is finished; git merge --abort undoes a merge of git's").
			WithNext([]string{"newsvc", "undo"})
	}
	if now := h.Git.Head(ctx, root); u.Head != "" && now != u.Head {
		return nil, fault.Failed("head_moved", "git has another commit checked out than when the change began, so undoing it would mix the two").
			WithHint("git checkout %s first; or, if the change is to stay, newsvc continue", u.Head[:min(12, len(u.Head))])
	}
	if err := h.refuseTracked(ctx, root, unfinishedFolder); err != nil {
		return nil, err
	}
	work, err := disk.Read(ctx, root, u.like())
	if err != nil {
		return nil, err
	}
	if err := h.Disk.Apply(ctx, root, slices.Concat(u.removal(), u.restore(work))); err != nil {
		return nil, err
	}
	h.Disk.Forget(filepath.Join(root, unfinishedFolder))
	return u, disk.SetModes(root, u.Modes)
}

// Unresolved returns the conflicts without markers whose files are still as they were
// before the change.
func (u *Record) Unresolved(ctx context.Context, root string) ([]merge.FileConflict, error) {
	work, err := u.readConflicts(ctx, root)
	var found []merge.FileConflict
	for _, f := range u.unchanged(work) {
		found = append(found, merge.FileConflict{Path: f.Path, Reason: f.Reason, Parts: []merge.ConflictPart{}})
	}
	return found, err
}

// RefuseUnfinished refuses to change a service that has an unfinished change.
func (h Host) RefuseUnfinished(ctx context.Context, root string) error {
	u, err := h.ReadUnfinished(ctx, root)
	if u == nil || err != nil {
		return err
	}
	return fault.ActionNeeded("unfinished", "a change is not finished here: %s", u.Command).
		WithHint("resolve its conflicts, then newsvc continue; or newsvc abort undoes it").
		WithNext(ContinueCommand, AbortCommand)
}

// unchanged returns the conflicts without markers whose files are still as they
// were before the change.
func (u *Record) unchanged(work tree.Tree) []RecordedFile {
	var files []RecordedFile
	for _, f := range u.Files {
		if file, ok := work[f.Path]; ok && f.Unmarked && f.before != nil && file.Same(*f.before) {
			files = append(files, f)
		}
	}
	return files
}

// readConflicts reads the files that were in conflict.
func (u *Record) readConflicts(ctx context.Context, root string) (tree.Tree, error) {
	like := tree.Tree{}
	for _, f := range u.Files {
		if f.Conflict {
			like[f.Path] = tree.File{Exec: f.Exec}
		}
	}
	return disk.Read(ctx, root, like)
}

// refuseTracked refuses to act on a record that git tracks. The folder of
// newsvc's own records ignores itself, so a tracked one came with the repository.
func (h Host) refuseTracked(ctx context.Context, root, folder string) error {
	tracked, err := h.Git.Tracked(ctx, root, folder)
	if err != nil {
		return fault.Failed("git", "ask git whether it tracks %s", folder).WithCause(err)
	}
	if tracked {
		return fault.Failed("foreign_unfinished", "%s is tracked by git, and newsvc doesn't act on a change that comes with a repository", filepath.Join(root, folder)).
			WithHint("look at what is in it, then remove it with git rm -r %s", folder)
	}
	return nil
}
