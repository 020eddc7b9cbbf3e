package disk

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/tree"
)

// Check returns the error that Apply would return for changes in an existing folder. It
// changes nothing.
func Check(dir string, changes []merge.Change) error {
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return explain("look into", dir, err)
	}
	defer root.Close()
	j := &journal{root: root, dir: dir}
	_, err = j.survey(writing(changes))
	return err
}

// surveyor checks whether a folder is as a transaction expects it.
type surveyor struct {
	*journal
	reader  *reader
	deleted map[string]bool        // files that are deleted
	needed  map[string]bool        // folders of new files
	made    map[string]bool        // those of them that don't exist yet
	emptied map[string]fs.FileMode // folders of deleted files
}

// survey fills the record for some changes and returns the mode for each new file. It
// returns an error if the folder isn't as the changes expect, or if a path can't be
// written.
func (j *journal) survey(writes []merge.Change) ([]fs.FileMode, error) {
	s := surveyor{
		journal: j,
		reader:  newReader(context.Background(), j.root, j.dir),
		deleted: map[string]bool{}, needed: map[string]bool{}, made: map[string]bool{}, emptied: map[string]fs.FileMode{},
	}
	defer s.reader.close()
	j.record = record{Format: recordFormat}
	for _, c := range writes {
		o := operation{Path: c.Path}
		if c.Before != nil {
			o.Old = digest(c.Before.Data)
		}
		if c.After != nil {
			o.New = digest(c.After.Data)
		} else {
			s.deleted[c.Path] = true
		}
		j.record.Operations = append(j.record.Operations, o)
	}
	if err := j.record.check(); err != nil {
		return nil, err
	}
	modes := make([]fs.FileMode, len(writes))
	for i, c := range writes {
		var err error
		if modes[i], err = s.change(c); err != nil {
			return nil, err
		}
	}
	j.record.Made = slices.Sorted(maps.Keys(s.made))
	for name, mode := range s.emptied {
		if !s.needed[name] {
			j.record.Emptied = append(j.record.Emptied, folder{name, mode})
		}
	}
	slices.SortFunc(j.record.Emptied, func(a, b folder) int { return -cmp.Compare(a.Path, b.Path) })
	return modes, nil
}

// change checks the path of a change and the folders above it.
func (s *surveyor) change(c merge.Change) (fs.FileMode, error) {
	for i, char := range c.Path {
		if char != '/' {
			continue
		}
		if err := s.folder(c, c.Path[:i]); err != nil {
			return 0, err
		}
	}
	info, err := s.root.Lstat(filepath.FromSlash(c.Path))
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		if err := s.clash(c.Path); err != nil {
			return 0, err
		}
		if c.Before != nil {
			return 0, s.stale(c.Path)
		}
		return modeOf(c.After.Exec), nil
	case err != nil:
		return 0, s.explain(c.Path, err)
	case info.IsDir() && c.Before == nil && s.hasDeleted(c.Path):
		return modeOf(c.After.Exec), nil
	case info.Mode()&fs.ModeSymlink != 0:
		return 0, fault.Failed("link", "%s is a link, and newsvc doesn't write through links", s.shown(c.Path)).
			WithHint("replace it with a file, then run this again")
	case !info.Mode().IsRegular():
		return 0, notAFile(s.shown(c.Path))
	}
	return s.replace(c, info.Mode().Perm())
}

// folder checks a folder above the path of a change. The folders above it have been
// checked.
func (s *surveyor) folder(c merge.Change, dir string) error {
	if c.After != nil {
		if s.needed[dir] {
			return nil
		}
		s.needed[dir] = true
	}
	info, err := s.root.Lstat(filepath.FromSlash(dir))
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || err == nil && s.deleted[dir]:
		s.made[dir] = true
		return s.clash(dir)
	case err != nil:
		return s.explain(dir, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fault.Failed("link", "%s is a link, and newsvc doesn't write through links", s.shown(dir)).
			WithHint("replace it with a folder, then run this again")
	case !info.IsDir():
		return fault.Failed("not_a_folder", "%s is not a folder, but newsvc needs a folder there", s.shown(dir)).
			WithHint("move it away, then run this again")
	case c.After == nil:
		s.emptied[dir] = info.Mode().Perm()
	}
	return nil
}

// replace checks that a file is as the change expects, and returns the mode of the file
// that replaces it.
func (s *surveyor) replace(c merge.Change, mode fs.FileMode) (fs.FileMode, error) {
	if c.Before != nil && c.Before.Unread {
		return 0, explain("change", s.shown(c.Path), &rootfile.TooLargeError{Limit: rootfile.MaxFile})
	}
	data, err := readPlain(s.root, c.Path, maxMoved)
	if err != nil {
		return 0, explain("read", s.shown(c.Path), err)
	}
	exec := mode&0o100 != 0
	if c.Before == nil || string(data) != string(c.Before.Data) || exec != c.Before.Exec && runtime.GOOS != "windows" {
		return 0, s.stale(c.Path)
	}
	switch {
	case c.After == nil || c.After.Exec == exec:
		return mode, nil
	case c.After.Exec:
		return mode | mode&0o444>>2, nil
	default:
		return mode &^ 0o111, nil
	}
}

// hasDeleted reports whether a folder contains files that are deleted.
func (s *surveyor) hasDeleted(dir string) bool {
	for name := range s.deleted {
		if strings.HasPrefix(name, dir+"/") {
			return true
		}
	}
	return false
}

// clash returns an error if a new path differs only in case from an existing one that
// stays, because many systems treat them as the same.
func (s *surveyor) clash(name string) error {
	if s.made[path.Dir(name)] {
		return nil
	}
	within, err := s.reader.folder(path.Dir(name))
	if err != nil {
		return err
	}
	base := path.Base(name)
	there, ok := within.names[tree.Fold(base)]
	if other := path.Join(path.Dir(name), there); ok && there != base && !s.deleted[other] {
		return fault.Failed("case_clash", "%s and %s differ only in case, and many systems treat them as the same",
			s.shown(name), s.shown(other)).WithHint("rename or remove %s, then run this again", s.shown(other))
	}
	return nil
}

func (s *surveyor) stale(name string) error {
	return fault.Failed("changed_meanwhile", "%s was changed by another program while newsvc was running", s.shown(name)).
		WithHint("run this again; nothing was changed")
}
