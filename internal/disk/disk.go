// Package disk inspects folders and is the only package that changes them. It stages
// a new folder next to its final path and renames it. It changes an existing folder
// in a transaction with a journal. So after a full disk, a signal or a killed process,
// the folder has either its old or its new content.
//
// The content of a folder may come from an untrusted clone or archive. Only package
// rootfile opens it. Files that newsvc itself left there are recognized by a claim in
// the user's cache: see Machine.
//
// Errors are *fault.Error and name the path as the caller gave it. Files get mode 0644,
// or 0755 if they are executable, and folders 0755, minus the process's umask.
package disk

import (
	"context"
	"io/fs"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/newsvc/newsvc/internal/fault"
)

const (
	folderMode fs.FileMode = 0o755
	fileMode   fs.FileMode = 0o644
	scriptMode fs.FileMode = 0o755
)

// modeOf returns the mode of a new file.
func modeOf(exec bool) fs.FileMode {
	if exec {
		return scriptMode
	}
	return fileMode
}

// interpose, if a test sets it, is called before each step that changes something on
// disk. If it returns an error, the step fails with that error.
var interpose func(step, name string) error

// do runs one step that changes something on disk.
func do(step, name string, act func() error) error {
	if interpose != nil {
		if err := interpose(step, name); err != nil {
			return &fs.PathError{Op: step, Path: name, Err: err}
		}
	}
	return act()
}

// opener creates a file. os.OpenFile and os.Root.OpenFile are openers.
type opener func(name string, flag int, mode fs.FileMode) (*os.File, error)

// writeNew writes a file that must not exist yet. If sync is set, the content is on the
// device when writeNew returns.
func writeNew(open opener, name string, data []byte, mode fs.FileMode, sync bool) error {
	var f *os.File
	err := do("create", name, func() (err error) {
		f, err = open(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		return err
	})
	if err != nil {
		return err
	}
	err = do("write", name, func() error {
		_, err := f.Write(data)
		return err
	})
	if err == nil && sync {
		err = do("sync", name, f.Sync)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// each calls write for 0 to n-1, a few at a time, because creating files is mostly
// waiting. It stops early if a call fails, or with fault.Interrupted if ctx ends.
func each(ctx context.Context, n int, write func(i int) error) error {
	group, going := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i := range n {
		if going.Err() != nil {
			break
		}
		group.Go(func() error {
			if going.Err() != nil {
				return nil
			}
			return write(i)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fault.Interrupted()
	}
	return nil
}
