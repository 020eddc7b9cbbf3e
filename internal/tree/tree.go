// Package tree holds a project's files in memory.
package tree

import (
	"maps"
	"slices"
)

// File is one file's content and what newsvc keeps of its mode.
type File struct {
	Data   []byte
	Exec   bool // executable by everyone
	Unread bool // it is larger than a generated file can be, and so Data is empty
}

// Equal reports whether two files are the same. A file that wasn't read equals
// no file that was.
func (f File) Equal(other File) bool {
	return f.Exec == other.Exec && f.Unread == other.Unread && string(f.Data) == string(other.Data)
}

// Tree maps clean, relative, slash-separated paths to files. Folders exist
// where a file is in them.
type Tree map[string]File

// Paths returns the paths in byte order.
func (t Tree) Paths() []string {
	return slices.Sorted(maps.Keys(t))
}
