package pack

import (
	"errors"
	"io/fs"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/strict"
)

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

// Read reads the files of a pack that Load reads, by their paths.
func Read(fsys fs.FS) (map[string][]byte, error) {
	var ps strict.Problems
	files, err := take(fsys, &ps)
	if err != nil {
		return nil, fault.Failed("bad_pack", "read the pack").WithCause(err)
	}
	benchmarks, err := readBounded(fsys, BenchmarksPath)
	switch {
	case err == nil:
		files.data[BenchmarksPath] = benchmarks
	case !errors.Is(err, fs.ErrNotExist):
		ps.Add(BenchmarksPath, 0, "%s", errIrregular)
	}
	return files.data, ps.Err()
}

// BenchmarksPath is the file with a pack's benchmarks, which is optional. It doesn't affect
// any service and isn't part of the pack's digest.
const BenchmarksPath = "benchmarks.yaml"

// BenchmarksFile returns the pack's benchmarks.yaml, or that of the nearest base that has one,
// and its path. It returns nil if there is none.
func (p *Pack) BenchmarksFile() (path string, data []byte) {
	return p.benchmarks.path, p.benchmarks.data
}

type benchmarksFile struct {
	path string
	data []byte
}

// readBenchmarks reads the file if it exists.
func readBenchmarks(fsys fs.FS, ps *strict.Problems) (benchmarksFile, error) {
	path := BenchmarksPath
	for range extend.MaxBases + 1 {
		data, err := readBounded(fsys, path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			path = extend.Folder + "/" + path
			continue
		case errors.Is(err, errIrregular):
			ps.Add(path, 0, "%s", errIrregular)
			return benchmarksFile{}, nil
		case len(data) > maxFile:
			ps.Add(path, 0, "it is larger than %d KiB", maxFile>>10)
		}
		return benchmarksFile{path, data}, err
	}
	return benchmarksFile{}, nil
}

// FilesFS returns files in memory, by their paths, as a file system for Load.
func FilesFS(files map[string][]byte) fs.FS {
	s := &snapshot{data: map[string][]byte{}, folders: map[string][]fs.DirEntry{".": nil}}
	for _, path := range sortedKeys(files) {
		s.add(path, files[path])
	}
	return s
}
