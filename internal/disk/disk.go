// Package disk looks at folders and is the only one to change them: a new
// folder is staged beside its place and renamed into it, and an existing one
// changes in a transaction with a journal, so that after a full disk, a signal
// or a killed process the folder is the old one or the new one.
//
// What is in a folder may have come with a clone or an archive. It is opened by
// package rootfile alone, and what newsvc left there itself is recognized by a
// claim in the user's cache: see Machine.
//
// Its errors are of package fault and name the path as the caller gave it.
// Files are made with mode 0644, or 0755 where executable, and folders with
// 0755, less the process's umask.
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

// interpose, where tests set it, is called before each step that changes
// anything on disk, and its error takes the step's place.
var interpose func(step, name string) error

// do takes one step that changes something on disk.
func do(step, name string, act func() error) error {
	if interpose != nil {
		if err := interpose(step, name); err != nil {
			return &fs.PathError{Op: step, Path: name, Err: err}
		}
	}
	return act()
}

// opener makes a file; os.OpenFile and os.Root.OpenFile are two.
type opener func(name string, flag int, mode fs.FileMode) (*os.File, error)

// writeNew writes a file that must not exist yet. With sync, its content has
// reached the device when writeNew returns.
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

// each calls write for 0 to n-1, a few at a time: making files is mostly
// waiting. It ends early when one fails, or with fault.Interrupted when ctx does.
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
