// Package render renders a specification with a pack into all files of a service, in
// memory. It uses no clock, environment, network or disk, so the result depends only on the
// arguments.
package render

import (
	"github.com/newsvc/newsvc/internal/tree"
)

// Files that newsvc itself generates, in addition to those of layers.
const (
	AnswersPath = ".newsvc.yaml" // the answers
	depsOwner   = "deps"         // the owner of go.mod and go.sum
)

// File is one file of a service.
type File struct {
	Path    string // clean, relative, slash-separated
	Data    []byte
	Exec    bool     // executable by everyone
	Once    bool     // generated once; then it belongs to the user
	Layer   string   // the folder of its layer; "deps" for go.mod and go.sum, empty for .newsvc.yaml
	Answers []string // the names of the options that affect it, sorted
	Step    string   // the id of the step of the schema to which it belongs, if any
}

// owner names the file's origin in a message.
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

// Plan contains all files of a service.
type Plan struct {
	Files []File // sorted by path, without duplicates
}

// Tree returns the plan's files as a tree. The bytes are shared.
func (p Plan) Tree() tree.Tree {
	t := make(tree.Tree, len(p.Files))
	for _, f := range p.Files {
		t[f.Path] = tree.File{Data: f.Data, Exec: f.Exec}
	}
	return t
}
