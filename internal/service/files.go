package service

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// WalkFiles calls visit with the path of each file in a service's folder that
// can be part of its module. It skips hidden folders, vendored code, and other
// modules.
func WalkFiles(ctx context.Context, root string, visit func(path string) error) error {
	return filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		base := entry.Name()
		if entry.IsDir() && name != root {
			_, module := os.Lstat(filepath.Join(name, "go.mod"))
			if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "vendor" || base == "node_modules" || base == "testdata" || module == nil {
				return fs.SkipDir
			}
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		path, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		return visit(filepath.ToSlash(path))
	})
}
