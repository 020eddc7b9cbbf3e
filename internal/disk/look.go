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

// State is what newsvc finds where a service is to be.
type State string

// The states of a folder.
const (
	Missing State = "missing" // there is nothing
	Empty   State = "empty"
	Clone   State = "clone" // a fresh clone: nothing but .git, .gitignore, .gitattributes, README* and LICENSE*
	Full    State = "full"  // anything else
)

// Target is a folder, and where it lies. Its paths are absolute; an empty one
// says that there is no such thing.
type Target struct {
	Path    string   // the folder
	State   State    // what it holds
	Entries []string // the names in it, sorted, but for newsvc's journal
	Git     string   // the git work tree that the folder is in, or is
	GoWork  string   // the go.work file beside or above it
	Service string   // the folder of the nearest .newsvc.yaml, or of a change that was broken off and may hold it, at or above it
	Pending bool     // a change was broken off in it: Recover finishes or undoes that
}

// Look says what is at dir, and changes nothing. It fails when a file is there,
// or when the folder can't be read.
func Look(dir string) (Target, error) {
	path, err := filepath.Abs(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Target{}, fault.Failed("no_folder", "the current folder is gone").WithHint("go to one that is there: cd ..")
	}
	if err != nil {
		return Target{}, explain("look at", dir, err)
	}
	target := Target{Path: path, State: Missing}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(path); err == nil {
			return Target{}, fault.Failed("dead_link", "%s is a link that leads nowhere", dir).
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

// list reads the folder's names and judges by them.
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

// cloned reports whether an entry of a folder can be from a fresh clone.
func cloned(entry fs.DirEntry) bool {
	return FromClone(entry.Name()) && (strings.EqualFold(entry.Name(), ".git") || !entry.IsDir())
}

// FromClone reports whether a file of this name, at the top of a folder, is one
// that a new repository comes with. Such a file is the user's.
func FromClone(name string) bool {
	name = strings.ToUpper(name)
	return !strings.Contains(name, "/") && (strings.HasPrefix(name, "README") || strings.HasPrefix(name, "LICENSE") ||
		slices.Contains([]string{".GIT", ".GITIGNORE", ".GITATTRIBUTES"}, name))
}

// Pending reports whether a change to a folder is under way, or was broken off.
func Pending(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, journalName))
	return err == nil
}

// climb looks at the folder and at those above it, the way that git and the go
// command do: links are resolved first.
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

// resolved follows the links in as much of a path as is there.
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
