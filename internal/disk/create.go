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

// Create creates a folder that doesn't exist yet, and missing folders above it, with the
// files of a tree. It stages them in another folder next to it and renames that, so the
// folder is either complete or missing. If ctx ends before that, Create cleans up and
// returns fault.Interrupted.
//
// First, it deletes the stages that killed processes left there. It doesn't sync files to
// the device: after a power failure they may be incomplete, and the user can run the same
// command again.
func (m Machine) Create(ctx context.Context, dir string, files tree.Tree) error {
	if err := files.Check(); err != nil {
		return err
	}
	target, err := targetOf(dir)
	if err != nil {
		return err
	}
	m.deleteOrphans(target.parent)
	stage, err := m.newStage(ctx, target.parent, "."+short(target.name)+".newsvc-")
	if err != nil && ctx.Err() != nil {
		return fault.Interrupted()
	}
	if err != nil {
		return explain("create a folder in", target.parent, err)
	}
	err = stage.fill(ctx, target, files)
	if err == nil {
		err = stage.publish(target)
	}
	_ = stage.remove() // If it fails, the next command deletes the stage.
	return err
}

// target is the path of a new folder: a name in an existing folder, and the folders to
// create below that name.
type target struct {
	dir                 string // as the caller gave it
	parent, name, below string
}

// shown returns a path in the new folder for messages to the user.
func (p target) shown(name string) string {
	return filepath.Join(p.dir, filepath.FromSlash(name))
}

// targetOf returns the target for a new folder.
func targetOf(dir string) (target, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return target{}, explain("find", dir, err)
	}
	if _, err := os.Lstat(abs); err == nil {
		return target{}, fault.Failed("exists", "%s exists already", dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return target{}, explain("create", dir, err)
	}
	p := target{dir: dir, parent: filepath.Dir(abs), name: filepath.Base(abs)}
	for {
		info, err := os.Stat(p.parent)
		switch {
		case err == nil && !info.IsDir():
			return target{}, fault.Failed("not_a_folder", "%s is a file, so no folder can be created in it", p.parent).
				WithHint("choose another folder")
		case err == nil:
			return p, nil
		case !errors.Is(err, fs.ErrNotExist) || p.parent == filepath.Dir(p.parent):
			return target{}, explain("create", dir, err)
		}
		p.below = filepath.Join(p.name, p.below)
		p.parent, p.name = filepath.Dir(p.parent), filepath.Base(p.parent)
	}
}

// fill writes the files to the stage.
func (s *stage) fill(ctx context.Context, p target, files tree.Tree) error {
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

// makeAll creates a folder and those above it.
func makeAll(dir string) error {
	return do("mkdir", dir, func() error { return os.MkdirAll(dir, folderMode) })
}

// publish renames the staged folder to its final path.
func (s *stage) publish(p target) error {
	target := filepath.Join(p.parent, p.name)
	err := do("rename", target, func() error { return os.Rename(s.content(), target) })
	if errors.Is(err, fs.ErrExist) {
		return fault.Failed("exists", "another program has created %s in the meantime", p.dir).
			WithHint("inspect it, then remove it or choose another folder")
	}
	return explain("create", p.dir, err)
}
