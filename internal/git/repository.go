// Package git queries repositories and creates new ones. Only this package runs
// git.
//
// A repository may be untrusted, and its configuration can name commands for git to
// run. Therefore, every query names the repository that newsvc found, uses only git
// commands that run no others, ignores the user's configuration, and overrides
// everything in the repository's configuration that could run a command. The commit
// of CommitChange is made in the same way. The only exception is Start, which commits
// to a repository that newsvc has just created. It uses the user's configuration,
// including hooks and signatures.
package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/newsvc/newsvc/internal/rootfile"
)

// Repository is a work tree with its git repository.
type Repository struct {
	Root string // the folder of the work tree

	dir     string // git's folder for this work tree
	common  string // git's folder for all work trees of the repository
	environ []string
	more    []string    // environment variables for a commit: the user's name, and no filters and hooks
	stalled atomic.Bool // git didn't answer in time, so it isn't run again
}

// Open opens the repository of the work tree root. root/.git is git's folder or a
// file that names it. Open runs no command.
func Open(root string, environ []string) (*Repository, error) {
	r := &Repository{Root: root, dir: filepath.Join(root, ".git"), environ: environ}
	info, err := os.Stat(r.dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		if r.dir, err = pointer(r.dir, "gitdir:"); err != nil {
			return nil, err
		}
	}
	r.common = r.dir
	common, err := pointer(filepath.Join(r.dir, "commondir"), "")
	switch {
	case err == nil:
		r.common = common
	case !errors.Is(err, os.ErrNotExist):
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(r.dir, "HEAD")); err != nil {
		return nil, err
	}
	return r, r.checkFiles()
}

// checkFiles returns an error if a pipe or a device is in place of a file that git
// would read.
func (r *Repository) checkFiles() error {
	for _, file := range []string{
		filepath.Join(r.dir, "HEAD"), filepath.Join(r.dir, "index"), filepath.Join(r.dir, "config.worktree"),
		filepath.Join(r.common, "config"), filepath.Join(r.common, "packed-refs"), filepath.Join(r.common, "shallow"),
		filepath.Join(r.common, "objects", "info", "alternates"), filepath.Join(r.common, "info", "grafts"),
	} {
		info, err := os.Stat(file)
		if err == nil && !info.Mode().IsRegular() {
			return notRegular(file)
		}
	}
	return nil
}

func notRegular(file string) error { return fmt.Errorf("%s is not a regular file", file) }

// maxPointer is the maximum size of a file that names a folder. maxConfig is the
// maximum size of a configuration file that Remote reads.
const (
	maxPointer = 4 << 10
	maxConfig  = 1 << 20
)

// pointer reads a file that contains the path of a folder, relative to the file's
// own folder. It rejects a folder on another machine: on Windows, opening it would
// send the user's credentials there.
func pointer(file, prefix string) (string, error) {
	data, err := readSmall(file, maxPointer)
	if err != nil {
		return "", err
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(string(data)), prefix)
	text = strings.TrimSpace(text)
	switch {
	case !ok || text == "":
		return "", fmt.Errorf("%s doesn't name a folder", file)
	case strings.HasPrefix(filepath.ToSlash(text), "//") || strings.HasPrefix(text, `\\`):
		return "", fmt.Errorf("%s names a folder on another machine", file)
	case !filepath.IsAbs(text):
		text = filepath.Join(filepath.Dir(file), text)
	}
	return text, nil
}

// readSmall reads a regular file of at most limit bytes.
func readSmall(file string, limit int64) ([]byte, error) {
	return rootfile.ReadNamed(context.Background(), file, limit)
}
