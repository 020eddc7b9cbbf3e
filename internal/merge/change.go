// Package merge compares what newsvc laid, what it would lay now and what is
// there, and says what is to be done about each file. It touches nothing.
package merge

import "github.com/newsvc/newsvc/internal/tree"

// Action is what is to be done about one path.
type Action string

// The actions. Keep and Conflict are what a person should hear of, even though
// most of them write nothing.
const (
	Create   Action = "create"   // nothing is there
	Update   Action = "update"   // as newsvc laid it, and newer now
	Merge    Action = "merge"    // changed here and in newsvc, in different places
	Delete   Action = "delete"   // as newsvc laid it, and no longer generated
	Keep     Action = "keep"     // a person's own: changed, deleted or written by them
	Conflict Action = "conflict" // only a person can decide
	Same     Action = "same"     // already as newsvc would lay it
)

// Change is what is to be done about one path.
type Change struct {
	Path   string
	Action Action
	Before *tree.File // what is there; nil: nothing
	After  *tree.File // what is to be there; nil: nothing
	Next   *tree.File // what newsvc would lay; nil: nothing
	Reason string     // why, for a person; empty where the action says it all
}

// Writes reports whether the change alters anything on disk.
func (c Change) Writes() bool { return !equal(c.Before, c.After) }

// Patch returns the change as a unified diff that `git apply` accepts; empty
// when it writes nothing.
func (c Change) Patch() string { return Patch(c.Path, c.Before, c.After) }

// Result is what is to be done about every path, sorted by path.
type Result struct {
	Changes []Change
}

// Conflicts returns the changes that only a person can decide.
func (r Result) Conflicts() []Change {
	var found []Change
	for _, c := range r.Changes {
		if c.Action == Conflict {
			found = append(found, c)
		}
	}
	return found
}

// Writes returns the changes that alter anything on disk.
func (r Result) Writes() []Change {
	var found []Change
	for _, c := range r.Changes {
		if c.Writes() {
			found = append(found, c)
		}
	}
	return found
}

// Overwrite returns the result with each conflict whose path is named decided
// in newsvc's favour: what is there gives way to what newsvc would lay.
func (r Result) Overwrite(named func(path string) bool) Result {
	decided := Result{Changes: make([]Change, len(r.Changes))}
	for i, c := range r.Changes {
		if c.Action == Conflict && named(c.Path) {
			c.Action, c.After, c.Reason = Update, c.Next, "overwritten, as asked"
			if c.Next == nil {
				c.Action = Delete
			}
		}
		decided.Changes[i] = c
	}
	return decided
}

// equal reports whether two files, or two absences, are the same.
func equal(a, b *tree.File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
