package sandbox

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/system"
)

const (
	goMod  = "go.mod"
	goWork = "go.work"
)

// removeVendor removes the vendored code from a copy whose go.mod differs from
// the service's: the go command refuses vendored code that doesn't match.
func (c *Copy) removeVendor(ctx context.Context, root string) error {
	before, _ := disk.ReadFile(ctx, root, goMod)
	after, _ := disk.ReadFile(ctx, c.Dir, goMod)
	if string(before) == string(after) {
		return nil
	}
	if err := os.RemoveAll(filepath.Join(c.Dir, "vendor")); err != nil {
		return fault.Failed("copy", "remove vendor from the copy").WithCause(err)
	}
	return nil
}

// joinWorkspace puts the copy in the service's place in a workspace that lists
// the service. A workspace that doesn't would refuse the copy as well.
func (c *Copy) joinWorkspace(root string) error {
	target, err := disk.Look(root)
	if err != nil {
		return err
	}
	w := workspaceAround(target, c.env)
	if w == nil || !w.lists(root) {
		return nil
	}
	c.work = filepath.Join(c.area.Path, goWork)
	return w.write(c.area.Path, func(folder string) string {
		within, ok := system.Below(root, folder)
		if !ok {
			return folder
		}
		return filepath.Join(c.Dir, filepath.FromSlash(within))
	})
}

// redirectReplacements makes replacements that lead out of the service lead to
// the same folders from the copy.
func (c *Copy) redirectReplacements(ctx context.Context, root string) error {
	c.replaced = map[string]string{}
	return c.editReplacements(ctx, func(to string) string {
		if !strings.HasPrefix(to, "..") {
			return to
		}
		absolute := filepath.Join(root, filepath.FromSlash(to))
		c.replaced[absolute] = to
		return absolute
	})
}

// RestoreReplacements gives the copy's go.mod the replacements of the service
// again, so that it can be copied back.
func (c *Copy) RestoreReplacements(ctx context.Context) error {
	return c.editReplacements(ctx, func(to string) string {
		if original, ok := c.replaced[to]; ok {
			return original
		}
		return to
	})
}

// editReplacements edits the paths of go.mod's replacements. The go
// command complains about a go.mod that can't be read.
func (c *Copy) editReplacements(ctx context.Context, edit func(to string) string) error {
	name := filepath.Join(c.Dir, goMod)
	data, err := disk.ReadFile(ctx, c.Dir, goMod)
	if err != nil {
		return nil
	}
	file, err := modfile.Parse(goMod, data, nil)
	if err != nil {
		return nil
	}
	changed := false
	for _, r := range file.Replace {
		if to := edit(r.New.Path); to != r.New.Path {
			changed = true
			if err := file.AddReplace(r.Old.Path, r.Old.Version, to, r.New.Version); err != nil {
				return fault.Failed("copy", "write go.mod of the copy").WithCause(err)
			}
		}
	}
	if !changed {
		return nil
	}
	if err := os.WriteFile(name, modfile.Format(file.Syntax), 0o644); err != nil {
		return fault.Failed("copy", "write go.mod of the copy").WithCause(err)
	}
	return nil
}
