package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/strict"
)

// ChangelogPath is the file in which a pack tells its users what each version
// changes for them.
const ChangelogPath = "CHANGELOG.md"

// Limits on a pack, which may be untrusted.
const (
	maxFiles    = 4000
	maxFile     = 1 << 20 // bytes of a file
	maxTemplate = 256 << 10
	maxTotal    = 32 << 20 // bytes of all files
	maxCode     = 1 << 20  // bytes of the actions in all templates: parsed, each takes fifty times as much memory
	maxEntries  = 20_000   // files and folders, including those that aren't part of it
	maxDepth    = 32       // folders within folders
)

// snapshot is a pack's files in memory, so that the rendered files are those of the digest.
// It implements fs.FS. A folder exists if it contains a file.
type snapshot struct {
	paths   []string // sorted
	data    map[string][]byte
	folders map[string][]fs.DirEntry
}

// take reads a pack's files: pack.yaml and everything below layers, partials and deps.
// Other files in its folder aren't part of the pack.
func take(fsys fs.FS, ps *strict.Problems) (*snapshot, error) {
	s := &snapshot{data: map[string][]byte{}, folders: map[string][]fs.DirEntry{".": nil}}
	total, entries := 0, 0
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		entries++
		switch {
		case err != nil:
			return err
		case path == ".":
			return nil
		case ps.Full():
			return fs.SkipAll
		case entries > maxEntries:
			ps.Add(path, 0, "a pack's folder has at most %d files and folders", maxEntries)
			return fs.SkipAll
		case strings.Count(path, "/") > maxDepth:
			ps.Add(path, 0, "its folders are nested more than %d deep", maxDepth)
			return fs.SkipDir
		case !belongs(path):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			ps.Add(path, 0, "it is a symbolic link, which a pack must not contain")
			return nil
		case d.IsDir() && path != manifestPath:
			return nil
		case !d.Type().IsRegular():
			ps.Add(path, 0, "it is not a regular file")
			return nil
		case len(s.paths) == maxFiles:
			ps.Add(path, 0, "a pack has at most %d files", maxFiles)
			return fs.SkipAll
		}
		data, err := readBounded(fsys, path)
		if err != nil {
			return err
		}
		if len(data) > maxFile {
			ps.Add(path, 0, "it is larger than %d KiB", maxFile>>10)
			return nil
		}
		if total += len(data); total > maxTotal {
			ps.Add(path, 0, "a pack has at most %d MiB", maxTotal>>20)
			return fs.SkipAll
		}
		s.add(path, data)
		return nil
	})
	return s, err
}

func belongs(path string) bool {
	for extend.Inherited(path) {
		path = path[len(extend.Folder)+1:]
	}
	if path == extend.Folder {
		return true
	}
	top, _, _ := strings.Cut(path, "/")
	return top == manifestPath || path == ChangelogPath || top == "layers" || top == "partials" || top == "deps"
}

// errIrregular is the error for a pipe or another special file. Opening one may block.
var errIrregular = errors.New("it is not a regular file")

// readBounded reads a regular file. Of a file that is too large, it reads one byte more
// than is allowed.
func readBounded(fsys fs.FS, path string) ([]byte, error) {
	if s, ok := fsys.(*snapshot); ok && s.data[path] != nil {
		return s.data[path][:min(len(s.data[path]), maxFile+1)], nil // No copy: it is in memory already.
	}
	info, err := fs.Lstat(fsys, path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errIrregular}
	}
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size := min(info.Size(), maxFile)
	buffer := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	_, err = buffer.ReadFrom(io.LimitReader(f, maxFile+1))
	return buffer.Bytes(), err
}

// view returns the files of a composed pack.
func view(files []extend.File) fs.FS {
	s := &snapshot{data: map[string][]byte{}, folders: map[string][]fs.DirEntry{".": nil}}
	for _, f := range files {
		s.add(f.Path, f.Data)
	}
	return s
}

func (s *snapshot) add(name string, data []byte) {
	s.paths = append(s.paths, name)
	s.data[name] = data
	var child fs.DirEntry = fs.FileInfoToDirEntry(info{name: path.Base(name), size: int64(len(data))})
	for folder := path.Dir(name); ; folder = path.Dir(folder) {
		_, known := s.folders[folder]
		s.folders[folder] = append(s.folders[folder], child)
		if known {
			return
		}
		child = fs.FileInfoToDirEntry(info{name: path.Base(folder), folder: true})
	}
}

// digest hashes all paths and contents, each preceded by its length.
func (s *snapshot) digest() string {
	h := sha256.New()
	h.Write([]byte("newsvc pack 1\n"))
	var length [8]byte
	frame := func(data []byte) {
		binary.BigEndian.PutUint64(length[:], uint64(len(data)))
		h.Write(length[:])
		h.Write(data)
	}
	for _, name := range s.paths {
		frame([]byte(name))
		frame(s.data[name])
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Open opens a file or folder.
func (s *snapshot) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if data, ok := s.data[name]; ok {
		return &openFile{Reader: bytes.NewReader(data), info: info{name: path.Base(name), size: int64(len(data))}}, nil
	}
	if entries, ok := s.folders[name]; ok {
		return &openFolder{entries: entries, info: info{name: path.Base(name), folder: true}}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

type openFile struct {
	*bytes.Reader
	info info
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openFolder struct {
	entries []fs.DirEntry
	info    info
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFolder) Close() error               { return nil }

func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.name, Err: fs.ErrInvalid}
}

// ReadDir returns the next n entries, or all remaining ones if n isn't positive.
func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.entries) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.entries) {
		n = len(f.entries)
	}
	next := f.entries[:n:n]
	f.entries = f.entries[n:]
	return next, nil
}

// info describes a file. A pack has no modes and times.
type info struct {
	name   string
	size   int64
	folder bool
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) IsDir() bool        { return i.folder }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) Sys() any           { return nil }

func (i info) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
