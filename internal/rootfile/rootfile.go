// Package rootfile opens files of folders that newsvc did not just create.
// What is in such a folder is untrusted: it may have come with a clone or an
// archive. Every file is opened through an os.Root, so that no link leads out
// of the folder; only regular files are opened, and no call waits for a pipe
// or a device; and each kind of file has a largest size.
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

// The largest sizes, by kind of file.
const (
	MaxRecord = 1 << 20 // answers, what newsvc keeps in a service, git's own small files
	MaxFile   = 4 << 20 // any file of a service, and what else the user names
)

// ErrNotRegular is the error of what is neither a regular file nor a link to
// one: a folder, a pipe, a socket or a device.
var ErrNotRegular = errors.New("it is not a regular file")

// TooLargeError is the error of a file that is larger than its kind may be.
type TooLargeError struct {
	Limit int64
}

func (e *TooLargeError) Error() string {
	if e.Limit%(1<<20) == 0 {
		return fmt.Sprintf("it is larger than %d MiB", e.Limit>>20)
	}
	return fmt.Sprintf("it is larger than %d bytes", e.Limit)
}

// LinkError is the error of a path that leads through a link where none may be.
type LinkError struct {
	Path string // of the link, with slashes
}

func (e *LinkError) Error() string { return e.Path + " is a link" }

// OpenFolder opens a folder. It never waits for a pipe in its place.
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

// Open opens a regular file to read it. Links that stay in the folder are
// followed.
func Open(root *os.Root, name string) (*os.File, error) {
	name = filepath.FromSlash(name)
	info, err := root.Stat(name)
	if err := regular(name, info, err); err != nil {
		return nil, err
	}
	f, err := root.OpenFile(name, os.O_RDONLY|neverWait, 0)
	return opened(f, err)
}

// OpenPlain opens a regular file with the given flags, and makes it where they
// say so. It follows no link at all.
func OpenPlain(root *os.Root, name string, flags int, mode fs.FileMode) (*os.File, error) {
	if err := NoLinks(root, name); err != nil {
		return nil, err
	}
	name = filepath.FromSlash(name)
	before, err := root.Lstat(name)
	if err := regular(name, before, err); err != nil && (flags&os.O_CREATE == 0 || !errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	f, err := opened(root.OpenFile(name, flags|neverWait, mode))
	if err != nil {
		return nil, err
	}
	now, err := f.Stat()
	var there fs.FileInfo
	if err == nil {
		there, err = root.Lstat(name)
	}
	if err == nil && !os.SameFile(now, there) {
		err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist} // it was replaced meanwhile
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// NoLinks returns a LinkError where a folder above a path is a link. What
// isn't there is no link.
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

// Read returns the content of a file in a folder, of limit bytes at most.
// Links that stay in the folder are followed.
func Read(ctx context.Context, root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := Open(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadFrom(ctx, f, limit)
}

// ReadIn returns the content of a file in the folder dir, as Read does.
func ReadIn(ctx context.Context, dir, name string, limit int64) ([]byte, error) {
	root, err := OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return Read(ctx, root, name, limit)
}

// ReadFrom returns what is left of an open file, of limit bytes at most.
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

// opened refuses what turns out to be no regular file.
func opened(f *os.File, err error) (*os.File, error) {
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

// FS returns a folder as a file system. It opens folders and regular files
// alone, and follows no link out of the folder.
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

// Stat describes what is at a path, or what a link there leads to.
func (f folderFS) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return f.root.Stat(filepath.FromSlash(name))
}
