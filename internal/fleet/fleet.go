// Package fleet looks at many services.
package fleet

import (
	"cmp"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

// Status is the state of one service.
type Status struct {
	Folder     string // as it was given, and the path from there
	Pack       string
	Version    string
	Answers    map[string]any
	Resources  []resource.Resource
	Update     string // the version of an available update
	Recall     packstore.Recall
	Unreleased bool     // the pack is in no release: another machine may need --pack
	Edited     []string // files that differ from what newsvc generated
	Deleted    []string
	Conflicts  []merge.FileConflict // that are left
	Unfinished string               // a command that waits for newsvc continue
	Problem    error                // why the rest isn't known; always a *fault.Error
}

// Reader reads the state of services.
type Reader struct {
	Host    service.Host
	PackDir string // the folder of the services' pack; empty: newsvc finds it

	packs    packs
	latest   packs           // the packs that they update to
	sketches render.Sketches // of services with the same pack and answers
}

// Each calls report with the state of the service around the current folder or,
// if there are dirs, of each service in and below them, in the order of their
// folders. It reads several at a time, and keeps only those in memory.
func (r *Reader) Each(ctx context.Context, dirs []string, report func(Status) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan chan Status, runtime.GOMAXPROCS(0))
	var walkErr error
	go func() {
		defer close(results)
		walkErr = r.walk(ctx, dirs, func(shown, folder string) error {
			result := make(chan Status, 1)
			select {
			case results <- result:
			case <-ctx.Done():
				return ctx.Err()
			}
			go func() { result <- r.read(ctx, shown, folder) }()
			return nil
		})
	}()
	var reportErr error
	for result := range results {
		if status := <-result; reportErr == nil {
			if reportErr = report(status); reportErr != nil {
				cancel()
			}
		}
	}
	return cmp.Or(reportErr, walkErr)
}

// walk calls visit for the service around the current folder or, if there are
// dirs, for each in and below them.
func (r *Reader) walk(ctx context.Context, dirs []string, visit func(shown, folder string) error) error {
	if len(dirs) == 0 {
		folder, err := r.Host.Find(ctx)
		if err != nil {
			return err
		}
		return visit(system.FromHere(folder), folder)
	}
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err == nil && !info.IsDir() {
			return noFolder(dir)
		}
		target, err := disk.Look(dir)
		if err == nil && target.State == disk.Missing {
			err = noFolder(dir)
		}
		if err != nil {
			return err
		}
	}
	for _, dir := range dirs {
		if err := walkServices(dir, visit); err != nil {
			return err
		}
	}
	return nil
}

// walkServices calls visit for each service in and below a folder, and for each
// folder that can't be read, because it may contain one. It skips hidden folders
// and the code of dependencies, and looks for no service inside another.
func walkServices(dir string, visit func(shown, folder string) error) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && entry != nil && entry.IsDir():
			return visit(shownPath(dir, path), path)
		case err != nil || !entry.IsDir():
			return nil
		}
		name := entry.Name()
		if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor") {
			return fs.SkipDir
		}
		if _, err := os.Lstat(filepath.Join(path, render.AnswersPath)); err != nil && !disk.Pending(path) {
			return nil
		}
		if err := visit(shownPath(dir, path), path); err != nil {
			return err
		}
		return fs.SkipDir
	})
}

// shownPath is a service's folder as it is shown: the folder that the user gave,
// and the path from there.
func shownPath(given, folder string) string {
	if rest, err := filepath.Rel(given, folder); err == nil && rest != "." {
		return filepath.Join(given, rest)
	}
	return given
}

// noFolder reports that there is no such folder.
func noFolder(dir string) error {
	err := fault.Usage("no_folder", "there is no folder %s", dir)
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fault.Usage("no_folder", "%s is a file, not a folder", dir).WithHint("newsvc explain %s explains one file", dir)
	}
	parent, name := filepath.Split(filepath.Clean(dir))
	entries, _ := disk.ReadFolder(filepath.Clean(filepath.Join(parent, ".")), ".") // If it can't be read, there is no suggestion.
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if near := fault.Nearest(name, names); near != "" {
		return err.Meant(dir, filepath.Join(parent, near))
	}
	return err.WithHint("without a folder, it is the service around the current one")
}
