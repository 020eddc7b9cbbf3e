package service

import (
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/tree"
)

// FileState is what became of a file since newsvc generated it.
type FileState string

// The states of a file.
const (
	AsGenerated FileState = "as generated"
	Edited      FileState = "edited"
	Deleted     FileState = "deleted"
	Yours       FileState = "yours" // newsvc didn't generate it, or generated it once
)

// StateOf compares a generated file with the files on disk.
func StateOf(f plan.File, work tree.Tree) FileState {
	now, ok := work[f.Path]
	switch {
	case !ok:
		return Deleted
	case now.Equal(tree.File{Data: f.Data, Exec: f.Exec}):
		return AsGenerated
	case f.Once:
		return Yours
	}
	return Edited
}
