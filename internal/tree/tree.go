// Package tree holds a project's files in memory.
package tree

import (
	"maps"
	"slices"
)

// File is one file's content and what newsvc keeps of its mode.
type File struct {
	Data []byte
	Exec bool // executable by everyone
}

// Tree maps clean, relative, slash-separated paths to files. Folders exist
// where a file is in them.
type Tree map[string]File

// Paths returns the paths in byte order.
func (t Tree) Paths() []string {
	return slices.Sorted(maps.Keys(t))
}
