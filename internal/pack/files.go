package pack

import "io/fs"

// The maximum sizes of a pack and of its files.
const (
	MaxBytes     = maxTotal
	MaxFileBytes = maxFile
)

// Origin is the module that a pack comes from. It is zero for any other pack.
type Origin struct {
	Module  string
	Folder  string // in the module; empty: its root
	Version string // of the module
	Sum     string // of all files of the module, as in go.sum
}

// FilesFS returns files in memory, by their paths, as a file system for Load.
func FilesFS(files map[string][]byte) fs.FS {
	s := &snapshot{data: map[string][]byte{}, folders: map[string][]fs.DirEntry{".": nil}}
	for _, path := range sortedKeys(files) {
		s.add(path, files[path])
	}
	return s
}
