package packdev

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/tree"
)

// The limits of a golden tree: those of a rendered service.
const (
	maxGoldenFiles = 20_000
	maxGoldenBytes = 64 << 20
)

// readGolden reads a golden tree. It is nil if there is none. The executable bits are those of
// like on systems without such bits.
func readGolden(ctx context.Context, dir string, like tree.Tree) (tree.Tree, error) {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && !info.IsDir():
		return nil, fault.Failed("bad_golden", "%s is not a folder", dir).WithHint("remove it; --update writes the golden tree there")
	case err != nil:
		return nil, fault.Failed("bad_golden", "read %s", dir).WithCause(err)
	}
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return nil, fault.Failed("bad_golden", "read %s", dir).WithCause(err)
	}
	defer root.Close()
	files, left := tree.Tree{}, int64(maxGoldenBytes)
	err = fs.WalkDir(rootfile.FS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
			return err
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s is a link or another special file", path)
		case len(files) == maxGoldenFiles:
			return fmt.Errorf("it has more than %d files", maxGoldenFiles)
		}
		f, err := rootfile.OpenPlain(root, path, os.O_RDONLY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		data, err := rootfile.ReadFrom(ctx, f, left)
		if disk.IsTooLarge(err) {
			return fmt.Errorf("its files have more than %d MiB", maxGoldenBytes>>20)
		}
		left -= int64(len(data))
		exec := info.Mode()&0o100 != 0
		if runtime.GOOS == "windows" {
			exec = like[path].Exec
		}
		files[path] = tree.File{Data: data, Exec: exec}
		return err
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fault.Failed("bad_golden", "read %s", dir).WithCause(err)
	}
	return files, nil
}

// FileChange is a file that differs between two trees.
type FileChange struct {
	Path   string
	Change string // added, changed or deleted
	Patch  string
}

// compare returns the files that differ, by path.
func compare(before, after tree.Tree) []FileChange {
	paths := slices.Concat(before.Paths(), after.Paths())
	slices.Sort(paths)
	var changes []FileChange
	for _, path := range slices.Compact(paths) {
		c := FileChange{Path: path, Change: "changed"}
		was, is := file(before, path), file(after, path)
		switch {
		case was == nil:
			c.Change = "added"
		case is == nil:
			c.Change = "deleted"
		}
		if c.Patch = merge.Patch(path, was, is); c.Patch != "" {
			changes = append(changes, c)
		}
	}
	return changes
}

func file(t tree.Tree, path string) *tree.File {
	f, ok := t[path]
	if !ok {
		return nil
	}
	return &f
}

// writeGolden replaces a golden tree in one transaction.
func writeGolden(ctx context.Context, machine disk.Machine, dir string, before, after tree.Tree) error {
	if before == nil {
		return machine.Create(ctx, dir, after)
	}
	var changes []merge.Change
	for _, c := range compare(before, after) {
		changes = append(changes, merge.Change{Path: c.Path, Before: file(before, c.Path), After: file(after, c.Path)})
	}
	return machine.Apply(ctx, filepath.Clean(dir), changes)
}
