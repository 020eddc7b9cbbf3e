package service

import (
	"github.com/newsvc/newsvc/internal/render"
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
func StateOf(f render.File, work tree.Tree) FileState {
	now, ok := work[f.Path]
	switch {
	case !ok:
		return Deleted
	case now.Same(tree.File{Data: f.Data, Exec: f.Exec}):
		return AsGenerated
	case f.Once:
		return Yours
	}
	return Edited
}

// Explanation is where a file comes from, and what became of it.
type Explanation struct {
	State   FileState
	Once    bool           // it was generated once, and is the user's since then
	Layer   string         // of the pack; empty: newsvc itself, or the user
	Answers map[string]any // that it depends on; nil: newsvc didn't generate it
	Step    string         // of the schema
}

// Explain explains the file at a path. It returns false when there is none.
func (s *Service) Explain(path string, work tree.Tree) (Explanation, bool) {
	for _, f := range s.Base.Files {
		if f.Path != path {
			continue
		}
		e := Explanation{State: StateOf(f, work), Once: f.Once, Layer: f.Layer, Answers: map[string]any{}, Step: f.Step}
		for _, name := range f.Answers {
			e.Answers[name] = s.Answers.Values[name]
		}
		return e, true
	}
	_, exists := work[path]
	return Explanation{State: Yours}, exists
}
