package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// Create makes a folder that isn't there yet, and those above it that aren't
// either, with the files of a tree. They are staged in a folder beside the
// place and renamed into it, so that there is all of it or nothing. When ctx
// ends before that, Create cleans up and returns fault.Interrupted.
//
// First, it takes away what killed processes left staged beside that place.
// Nothing is synced to the device: after a power failure the files may be
// incomplete, and the same command makes them again.
func (m Machine) Create(ctx context.Context, dir string, files tree.Tree) error {
	if err := files.Check(); err != nil {
		return err
	}
	place, err := placeOf(dir)
	if err != nil {
		return err
	}
	m.sweep(place.parent)
	stage, err := m.newStage(ctx, place.parent, "."+short(place.name)+".newsvc-")
	if err != nil && ctx.Err() != nil {
		return fault.Interrupted()
	}
	if err != nil {
		return explain("create a folder in", place.parent, err)
	}
	err = stage.fill(ctx, place, files)
	if err == nil {
		err = stage.publish(place)
	}
	_ = stage.remove() // what is left of it is swept by the next command
	return err
}

// place is where a new folder goes: a name in a folder that is there, and the
// folders below that name that come with it.
type place struct {
	dir                 string // as the caller gave it
	parent, name, below string
}

// shown returns a path in the new folder as it makes sense to the caller.
func (p place) shown(name string) string {
	return filepath.Join(p.dir, filepath.FromSlash(name))
}

// placeOf finds the place of a new folder.
func placeOf(dir string) (place, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return place{}, explain("find", dir, err)
	}
	if _, err := os.Lstat(abs); err == nil {
		return place{}, fault.Failed("exists", "%s exists already", dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return place{}, explain("create", dir, err)
	}
	p := place{dir: dir, parent: filepath.Dir(abs), name: filepath.Base(abs)}
	for {
		info, err := os.Stat(p.parent)
		switch {
		case err == nil && !info.IsDir():
			return place{}, fault.Failed("not_a_folder", "%s is a file, so nothing can be created in it", p.parent).
				WithHint("choose another folder")
		case err == nil:
			return p, nil
		case !errors.Is(err, fs.ErrNotExist) || p.parent == filepath.Dir(p.parent):
			return place{}, explain("create", dir, err)
		}
		p.below = filepath.Join(p.name, p.below)
		p.parent, p.name = filepath.Dir(p.parent), filepath.Base(p.parent)
	}
}

// fill writes the files into the stage.
func (s *stage) fill(ctx context.Context, p place, files tree.Tree) error {
	top := filepath.Join(s.content(), p.below)
	if err := makeAll(top); err != nil {
		return explain("create", p.dir, err)
	}
	made := map[string]bool{".": true}
	paths := files.Paths()
	for _, name := range paths {
		if folder := path.Dir(name); !made[folder] {
			if err := makeAll(filepath.Join(top, filepath.FromSlash(folder))); err != nil {
				return explain("create", p.shown(folder), err)
			}
			made[folder] = true
		}
	}
	return each(ctx, len(paths), func(i int) error {
		file := files[paths[i]]
		target := filepath.Join(top, filepath.FromSlash(paths[i]))
		return explain("write", p.shown(paths[i]), writeNew(os.OpenFile, target, file.Data, modeOf(file.Exec), false))
	})
}

// makeAll makes a folder and those above it.
func makeAll(dir string) error {
	return do("mkdir", dir, func() error { return os.MkdirAll(dir, folderMode) })
}

// publish renames the staged folder into its place.
func (s *stage) publish(p place) error {
	target := filepath.Join(p.parent, p.name)
	err := do("rename", target, func() error { return os.Rename(s.content(), target) })
	if errors.Is(err, fs.ErrExist) {
		return fault.Failed("exists", "%s was created by someone else meanwhile", p.dir).
			WithHint("look at it, then choose another folder or remove it")
	}
	return explain("create", p.dir, err)
}
