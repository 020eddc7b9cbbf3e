package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// State is the state of a folder in which a service is to be created.
type State string

// The states of a folder.
const (
	Missing State = "missing" // it doesn't exist
	Empty   State = "empty"
	Clone   State = "clone" // a fresh clone: it has only .git, .gitignore, .gitattributes, README* and LICENSE*
	Full    State = "full"  // anything else
)

// Target describes a folder and its surroundings. Paths are absolute. A path is empty if
// there is nothing of that kind.
type Target struct {
	Path    string // the folder
	State   State
	Entries []string // the names in it, sorted, without newsvc's journal
	Git     string   // the git work tree that contains the folder, or is it
	GoWork  string   // the go.work file in or above it
	Service string   // the nearest folder, at or above it, with .newsvc.yaml or with an interrupted change that may contain it
	Pending bool     // whether it has an interrupted change, which Recover finishes or undoes
}

// Look inspects dir and changes nothing. It returns an error if dir is a file, or a
// folder that can't be read.
func Look(dir string) (Target, error) {
	path, err := filepath.Abs(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Target{}, fault.Failed("no_folder", "the current folder was deleted").WithHint("change to an existing one: cd ..")
	}
	if err != nil {
		return Target{}, explain("look at", dir, err)
	}
	target := Target{Path: path, State: Missing}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(path); err == nil {
			return Target{}, fault.Failed("dead_link", "%s is a link to something that doesn't exist", dir).
				WithHint("remove it, or choose another folder")
		}
	case err != nil:
		return Target{}, explain("look at", dir, err)
	case !info.IsDir():
		return Target{}, fault.Failed("not_a_folder", "%s is a file, not a folder", dir).
			WithHint("choose another folder")
	default:
		if err := target.list(); err != nil {
			return Target{}, explain("look into", dir, err)
		}
	}
	target.climb()
	return target, nil
}

// list reads the folder's entries and sets the state.
func (t *Target) list() error {
	entries, err := os.ReadDir(t.Path)
	if err != nil {
		return err
	}
	t.State = Empty
	for _, entry := range entries {
		if entry.Name() == journalName {
			t.Pending = true
			continue
		}
		t.Entries = append(t.Entries, entry.Name())
		if !cloned(entry) {
			t.State = Full
		} else if t.State == Empty {
			t.State = Clone
		}
	}
	return nil
}

// cloned reports whether an entry of a folder may come from a fresh clone.
func cloned(entry fs.DirEntry) bool {
	return FromClone(entry.Name()) && (strings.EqualFold(entry.Name(), ".git") || !entry.IsDir())
}

// FromClone reports whether a new repository may come with a file of this name at its
// top. Such a file belongs to the user.
func FromClone(name string) bool {
	name = strings.ToUpper(name)
	return !strings.Contains(name, "/") && (strings.HasPrefix(name, "README") || strings.HasPrefix(name, "LICENSE") ||
		slices.Contains([]string{".GIT", ".GITIGNORE", ".GITATTRIBUTES"}, name))
}

// Pending reports whether a change to a folder is in progress or was interrupted.
func Pending(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, journalName))
	return err == nil
}

// climb inspects the folder and those above it. It resolves links first, as git and the
// go command do.
func (t *Target) climb() {
	for dir := resolved(t.Path); ; dir = filepath.Dir(dir) {
		if t.Git == "" && exists(filepath.Join(dir, ".git")) {
			t.Git = dir
		}
		if t.GoWork == "" && exists(filepath.Join(dir, "go.work")) {
			t.GoWork = filepath.Join(dir, "go.work")
		}
		if t.Service == "" && (exists(filepath.Join(dir, ".newsvc.yaml")) || Pending(dir)) {
			t.Service = dir
		}
		if dir == filepath.Dir(dir) {
			return
		}
	}
}

// resolved follows the links in the existing part of a path.
func resolved(path string) string {
	rest := ""
	for dir := path; ; dir = filepath.Dir(dir) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		if dir == filepath.Dir(dir) {
			return path
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
