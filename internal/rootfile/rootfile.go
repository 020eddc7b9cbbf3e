// Package rootfile opens files in folders that newsvc didn't just create. The
// content of such a folder is untrusted: it may come from a clone or an archive.
// Every file is opened through an os.Root, so that no link leads out of the
// folder. Only regular files are opened, so no call blocks on a pipe or a device.
// The size of each kind of file is limited.
package rootfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The maximum sizes, by kind of file.
const (
	MaxRecord = 1 << 20 // answers, newsvc's own files in a service, git's own small files
	MaxFile   = 4 << 20 // other files of a service, and files that the user names
)

// ErrNotRegular is the error of a path that is neither a regular file nor a link
// to one: a folder, a pipe, a socket or a device.
var ErrNotRegular = errors.New("it is not a regular file")

// TooLargeError is the error of a file that exceeds the limit of its kind.
type TooLargeError struct {
	Limit int64
}

func (e *TooLargeError) Error() string {
	if e.Limit%(1<<20) == 0 {
		return fmt.Sprintf("it is larger than %d MiB", e.Limit>>20)
	}
	return fmt.Sprintf("it is larger than %d bytes", e.Limit)
}

// LinkError is the error of a path that contains a link where none is allowed.
type LinkError struct {
	Path string // the path of the link, with slashes
}

func (e *LinkError) Error() string { return e.Path + " is a link" }

// OpenFolder opens a folder. If the path is a pipe, it doesn't block.
func OpenFolder(dir string) (*os.Root, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: dir, Err: notAFolder}
	}
	if err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

// OpenSubfolder opens a folder within another one.
func OpenSubfolder(root *os.Root, name string) (*os.Root, error) {
	name = filepath.FromSlash(name)
	info, err := root.Stat(name)
	if err == nil && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: notAFolder}
	}
	if err != nil {
		return nil, err
	}
	return root.OpenRoot(name)
}

// Open opens a regular file for reading. It follows links within the folder.
func Open(root *os.Root, name string) (*os.File, error) {
	name = filepath.FromSlash(name)
	info, err := root.Stat(name)
	if err := regular(name, info, err); err != nil {
		return nil, err
	}
	f, err := root.OpenFile(name, os.O_RDONLY|nonBlocking, 0)
	return requireRegular(f, err)
}

// OpenPlain opens a regular file with the given flags, which may include
// os.O_CREATE. It follows no links.
func OpenPlain(root *os.Root, name string, flags int, mode fs.FileMode) (*os.File, error) {
	if err := NoLinks(root, name); err != nil {
		return nil, err
	}
	name = filepath.FromSlash(name)
	before, err := root.Lstat(name)
	if err := regular(name, before, err); err != nil && (flags&os.O_CREATE == 0 || !errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	f, err := requireRegular(root.OpenFile(name, flags|nonBlocking, mode))
	if err != nil {
		return nil, err
	}
	now, err := f.Stat()
	var current fs.FileInfo
	if err == nil {
		current, err = root.Lstat(name)
	}
	if err == nil && !os.SameFile(now, current) {
		err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist} // it was replaced in the meantime
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// NoLinks returns a LinkError if a parent folder of a path is a link. Missing
// folders aren't links.
func NoLinks(root *os.Root, name string) error {
	for i, c := range name {
		if c != '/' {
			continue
		}
		info, err := root.Lstat(filepath.FromSlash(name[:i]))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0:
			return &LinkError{Path: name[:i]}
		case !info.IsDir():
			return &fs.PathError{Op: "open", Path: name[:i], Err: notAFolder}
		}
	}
	return nil
}

// Read returns the content of a file in a folder, up to limit bytes. It follows
// links within the folder.
func Read(ctx context.Context, root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := Open(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadFrom(ctx, f, limit)
}

// ReadIn returns the content of a file in the folder dir, like Read.
func ReadIn(ctx context.Context, dir, name string, limit int64) ([]byte, error) {
	root, err := OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return Read(ctx, root, name, limit)
}

// ReadFrom returns the rest of an open file, up to limit bytes.
func ReadFrom(ctx context.Context, f *os.File, limit int64) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, &fs.PathError{Op: "read", Path: f.Name(), Err: &TooLargeError{limit}}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, err
		case int64(len(data)) > limit:
			return nil, &fs.PathError{Op: "read", Path: f.Name(), Err: &TooLargeError{limit}}
		case ctx.Err() != nil:
			return nil, ctx.Err()
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// requireRegular returns an error if an open file isn't a regular file after all.
func requireRegular(f *os.File, err error) (*os.File, error) {
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err := regular(f.Name(), info, err); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func regular(name string, info fs.FileInfo, err error) error {
	if err == nil && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "open", Path: name, Err: ErrNotRegular}
	}
	return err
}

// FS returns a folder as a file system. It opens only folders and regular files,
// and follows no link out of the folder.
func FS(root *os.Root) fs.FS { return folderFS{root} }

type folderFS struct{ root *os.Root }

// Open opens a file or a folder.
func (f folderFS) Open(name string) (fs.File, error) {
	info, err := f.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return f.root.Open(filepath.FromSlash(name))
	}
	return Open(f.root, name)
}

// Stat returns information about the file at a path. It follows links.
func (f folderFS) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return f.root.Stat(filepath.FromSlash(name))
}
