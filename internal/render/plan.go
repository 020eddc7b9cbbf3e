// Package render renders a specification with a pack: to the files of a
// service, all of them, in memory. It is a pure function of the two: no
// clock, no environment, no network, no disk, and the same bytes every time.
package render

import (
	"github.com/newsvc/newsvc/internal/tree"
)

// Paths that newsvc itself makes, beside what layers lay.
const (
	AnswersPath = ".newsvc.yaml" // what is kept of the answers
	depsOwner   = "deps"         // the owner of go.mod and go.sum
)

// File is one file of a service.
type File struct {
	Path    string // clean, relative, slash-separated
	Data    []byte
	Exec    bool     // executable by everyone
	Once    bool     // laid once, and then the user's
	Layer   string   // the folder of the layer that lays it; "deps" for go.mod and go.sum, empty for .newsvc.yaml
	Answers []string // the names of the options that shape it, sorted
	Step    string   // the id of the step of the schema that it is of; empty: of none
}

// owner names who lays the file, in a sentence.
func (f *File) owner() string {
	switch f.Layer {
	case "":
		return "newsvc"
	case depsOwner:
		return depsOwner
	default:
		return "layer " + f.Layer
	}
}

// Plan is a whole service.
type Plan struct {
	Files []File // sorted by path, each path once
}

// Tree returns the plan's files as a tree. The bytes are shared.
func (p Plan) Tree() tree.Tree {
	t := make(tree.Tree, len(p.Files))
	for _, f := range p.Files {
		t[f.Path] = tree.File{Data: f.Data, Exec: f.Exec}
	}
	return t
}
