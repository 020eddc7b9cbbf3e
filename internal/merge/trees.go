package merge

import (
	"context"
	"maps"
	"slices"

	"github.com/newsvc/newsvc/internal/tree"
)

// Trees returns the changes that turn work into next, where base is what newsvc
// generated before; it is empty for a new service. Files that the user changed
// or wrote are kept, and files that the user deleted stay deleted. Paths that are
// only in work are ignored.
//
// A path for which once returns true belongs to the user from its creation on:
// Trees creates the file, but never rewrites or deletes it. A nil once returns
// false for every path.
//
// If both sides changed a text, the result is their merge. If the merge fails,
// the result is a conflict whose After contains diff3 markers. In any other
// conflict, After equals Before, so applying it loses nothing.
//
// The only possible error is that of ctx, which is checked before each file.
func Trees(ctx context.Context, base, next, work tree.Tree, once func(path string) bool) (Result, error) {
	paths := maps.Clone(base)
	if paths == nil {
		paths = tree.Tree{}
	}
	maps.Copy(paths, next)
	var result Result
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		t := triple{path: path, base: at(base, path), next: at(next, path), work: at(work, path)}
		t.once = once != nil && once(path)
		c := t.change()
		if c.Before == nil && c.After == nil && c.Next == nil {
			continue // deleted on all sides
		}
		result.Changes = append(result.Changes, c)
	}
	return result, nil
}

// at returns the file at a path of a tree, or nil.
func at(t tree.Tree, path string) *tree.File {
	if f, ok := t[path]; ok {
		return &f
	}
	return nil
}

// triple holds the old generated, the new generated and the working version of one path.
type triple struct {
	path             string
	base, next, work *tree.File
	once             bool
}

func (t triple) decide() Change {
	switch {
	case equal(t.work, t.next):
		return t.with(Same, t.work, "")
	case t.base == nil:
		return t.added()
	case t.work == nil:
		return t.with(Keep, nil, "deleted here, and stays deleted")
	case t.once:
		return t.with(Keep, t.work, "yours since it was generated")
	case t.next == nil:
		return t.removed()
	default:
		return t.changed()
	}
}

// added decides on a path that newsvc didn't generate before.
func (t triple) added() Change {
	switch {
	case t.work == nil:
		return t.with(Create, t.next, "")
	case t.once:
		return t.with(Keep, t.work, "exists already, and is yours")
	case !t.work.Unread && string(t.work.Data) == string(t.next.Data):
		return t.with(Update, t.next, "only the executable bit differs")
	default:
		return t.with(Conflict, t.work, "exists already, with other content")
	}
}

// removed decides on a path that newsvc no longer generates.
func (t triple) removed() Change {
	if equal(t.work, t.base) {
		return t.with(Delete, nil, "no longer generated")
	}
	return t.with(Conflict, t.work, "changed here, and no longer generated")
}

// changed decides on a path that newsvc generated before and generates now, and
// whose working version differs from the new one.
func (t triple) changed() Change {
	switch {
	case equal(t.work, t.base):
		return t.with(Update, t.next, "")
	case equal(t.next, t.base):
		return t.with(Keep, t.work, "changed here")
	case t.work.Unread:
		return t.with(Conflict, t.work, "changed here, and too large to merge, or a link out of the folder")
	default:
		return t.merged()
	}
}

// merged merges a path that both sides changed.
func (t triple) merged() Change {
	exec := t.next.Exec
	if t.work.Exec != t.base.Exec {
		exec = t.work.Exec
	}
	data, conflicts := File(t.path, t.base.Data, t.work.Data, t.next.Data, Sides)
	after := &tree.File{Data: data, Exec: exec}
	switch {
	case conflicts > 0 && isBinary(t.base.Data, t.work.Data, t.next.Data):
		return t.with(Conflict, t.work, "a binary file, changed here and in newsvc")
	case conflicts > 0:
		return t.with(Conflict, after, "changed here and in newsvc, in the same lines")
	case equal(after, t.work):
		return t.with(Keep, t.work, "changed here, and already contains newsvc's change")
	default:
		return t.with(Merge, after, "changed here and in newsvc")
	}
}

func (t triple) with(action Action, after *tree.File, reason string) Change {
	return Change{Path: t.path, Action: action, Before: t.work, After: after, Next: t.next, Reason: reason}
}
