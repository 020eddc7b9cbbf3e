// Package merge compares three trees: what newsvc generated before, what it
// generates now, and the working tree. It decides what happens to each file.
// It reads and writes no files.
package merge

import "github.com/newsvc/newsvc/internal/tree"

// Action is what happens to the file at one path.
type Action string

// The actions. Keep and most conflicts write nothing, but the user should be
// told about them.
const (
	Create   Action = "create"   // the path doesn't exist yet
	Update   Action = "update"   // the user didn't change the file, and newsvc's version is newer
	Merge    Action = "merge"    // the user and newsvc changed different lines
	Delete   Action = "delete"   // the user didn't change the file, and newsvc no longer generates it
	Keep     Action = "keep"     // the user changed, deleted or wrote the file
	Conflict Action = "conflict" // only the user can decide
	Same     Action = "same"     // the file is already what newsvc generates
)

// Change is what happens to the file at one path.
type Change struct {
	Path   string
	Action Action
	Before *tree.File // the file in the working tree; nil if there is none
	After  *tree.File // the file after the change; nil if there is none
	Next   *tree.File // the file that newsvc generates now; nil if there is none
	Reason string     // the reason to show to the user; empty if the action explains itself
}

// Writes reports whether the change alters anything on disk.
func (c Change) Writes() bool { return !equal(c.Before, c.After) }

// Patch returns the change as a unified diff that `git apply` accepts. It is
// empty if the change writes nothing.
func (c Change) Patch() string { return Patch(c.Path, c.Before, c.After) }

// Result holds the change of every path, sorted by path.
type Result struct {
	Changes []Change
}

// Conflicts returns the changes that only the user can decide.
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

// Overwrite returns a copy of the result in which each conflict whose path is
// named is resolved in newsvc's favour.
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

// equal reports whether two files are equal, or both are nil.
func equal(a, b *tree.File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
