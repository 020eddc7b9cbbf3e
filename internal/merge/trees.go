package merge

import (
	"context"
	"maps"
	"slices"

	"github.com/newsvc/newsvc/internal/tree"
)

// Trees says what turns work into next, where base is what newsvc laid before:
// nothing at all for a first start. What a person changed stays, what they
// deleted stays deleted, and what they wrote is never overwritten. Paths that
// only work has are not looked at.
//
// A path for which once holds belongs to the person as soon as it is there: it
// is created when it is new, and never rewritten or deleted. A nil once holds
// for no path.
//
// Where both sides changed a text, the result is their merge; a merge that
// fails is a conflict whose After has diff3 markers. In any other conflict
// After is Before, so that applying it loses nothing.
//
// The only error is that of ctx, which is checked before each file.
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
			continue // gone on all sides
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

// triple is one path as newsvc laid it, as it would lay it, and as it is.
type triple struct {
	path             string
	base, next, work *tree.File
	once             bool
}

func (t triple) change() Change {
	switch {
	case equal(t.work, t.next):
		return t.with(Same, t.work, "")
	case t.base == nil:
		return t.added()
	case t.work == nil:
		return t.with(Keep, nil, "deleted here, and stays deleted")
	case t.once:
		return t.with(Keep, t.work, "yours since it was laid")
	case t.next == nil:
		return t.removed()
	default:
		return t.changed()
	}
}

// added decides on a path that newsvc has not laid before.
func (t triple) added() Change {
	switch {
	case t.work == nil:
		return t.with(Create, t.next, "")
	case t.once:
		return t.with(Keep, t.work, "there already, and yours")
	case !t.work.Unread && string(t.work.Data) == string(t.next.Data):
		return t.with(Update, t.next, "only the executable bit differs")
	default:
		return t.with(Conflict, t.work, "there already, with other content")
	}
}

// removed decides on a path that newsvc no longer lays.
func (t triple) removed() Change {
	if equal(t.work, t.base) {
		return t.with(Delete, nil, "no longer generated")
	}
	return t.with(Conflict, t.work, "changed here, and no longer generated")
}

// changed decides on a path that newsvc laid, that is there, and that is not
// as newsvc would lay it now.
func (t triple) changed() Change {
	switch {
	case equal(t.work, t.base):
		return t.with(Update, t.next, "")
	case equal(t.next, t.base):
		return t.with(Keep, t.work, "changed here")
	case t.work.Unread:
		return t.with(Conflict, t.work, "changed here, and too large to merge")
	default:
		return t.merged()
	}
}

// merged merges a path that changed on both sides.
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
		return t.with(Keep, t.work, "changed here, and newsvc's change is in it")
	default:
		return t.with(Merge, after, "changed here and in newsvc")
	}
}

func (t triple) with(action Action, after *tree.File, reason string) Change {
	return Change{Path: t.path, Action: action, Before: t.work, After: after, Next: t.next, Reason: reason}
}
