// Package tree represents a project's files in memory.
package tree

import (
	"bytes"
	"maps"
	"slices"
)

// File is a file's content and the part of its mode that newsvc preserves.
type File struct {
	Data   []byte
	Exec   bool // executable by everyone
	Unread bool // it was not read, and Data is empty: it is larger than any generated file, or a link out of the folder
}

// Equal reports whether two files are equal. A file that wasn't read doesn't equal
// one that was.
func (f File) Equal(other File) bool {
	return f.Exec == other.Exec && f.Unread == other.Unread && string(f.Data) == string(other.Data)
}

// Same reports whether two files are equal except for their line endings, which git may
// convert.
func (f File) Same(other File) bool {
	if f.Equal(other) {
		return true
	}
	f.Data = bytes.ReplaceAll(f.Data, []byte("\r\n"), []byte("\n"))
	other.Data = bytes.ReplaceAll(other.Data, []byte("\r\n"), []byte("\n"))
	return f.Equal(other)
}

// Tree maps clean, relative, slash-separated paths to files. A folder exists if it
// contains a file.
type Tree map[string]File

// Paths returns the paths in byte order.
func (t Tree) Paths() []string {
	return slices.Sorted(maps.Keys(t))
}
