package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/system"
)

// serviceCopy is a copy of a service, for the go command to work in.
type serviceCopy struct {
	app     *app
	area    *disk.Temporary   // of the copy, and of what the go command and tests leave
	dir     string            // of the copy
	reached map[string]string // replacements as the copy has them, to those of the service
	work    string            // the go.work that holds for the copy, or off
}

// newCopy copies a service: its files, without what git and newsvc keep.
// remove it afterwards.
func newCopy(ctx context.Context, a *app, root string) (*serviceCopy, error) {
	c, err := copyOf(ctx, a, root)
	if err != nil {
		return nil, err
	}
	if err := c.settle(ctx, root); err != nil {
		c.remove()
		return nil, err
	}
	return c, nil
}

// settle makes the copy find what the service finds outside of it.
func (c *serviceCopy) settle(ctx context.Context, root string) error {
	return errors.Join(c.reach(ctx, root), c.unvendor(ctx, root), c.join(root))
}

// unvendor takes the code of what the service depends on out of a copy whose
// go.mod is another one: the go command refuses what doesn't fit it.
func (c *serviceCopy) unvendor(ctx context.Context, root string) error {
	before, _ := disk.ReadFile(ctx, root, goMod)
	after, _ := disk.ReadFile(ctx, c.dir, goMod)
	if string(before) == string(after) {
		return nil
	}
	if err := os.RemoveAll(filepath.Join(c.dir, vendorFolder)); err != nil {
		return fault.Failed("copy", "take vendor out of the copy").Because(err)
	}
	return nil
}

// join puts the copy into the service's place in a workspace that lists the
// service. One that doesn't would refuse the copy as well.
func (c *serviceCopy) join(root string) error {
	target, err := disk.Look(root)
	if err != nil {
		return err
	}
	w := c.app.workspaceAround(target)
	if w == nil || !w.lists(root) {
		return nil
	}
	c.work = filepath.Join(c.area.Path, goWork)
	return w.write(c.area.Path, func(folder string) string {
		within, ok := system.Below(root, folder)
		if !ok {
			return folder
		}
		return filepath.Join(c.dir, filepath.FromSlash(within))
	})
}

// maxCopy bounds the bytes of a copy: the temporary folder is often in memory.
const maxCopy = 1 << 30

// copyOf copies a service byte for byte.
func copyOf(ctx context.Context, a *app, root string) (*serviceCopy, error) {
	area, err := a.machine().NewTemporary(ctx, "newsvc-copy-")
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(area.Path, "service")
	c := &serviceCopy{app: a, area: area, dir: dir, work: "off"}
	for _, folder := range []string{dir, c.temporary()} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			c.remove()
			return nil, fault.Failed("copy", "make room for a copy of the service").Because(err)
		}
	}
	from, err := rootfile.OpenFolder(root)
	if err != nil {
		c.remove()
		return nil, fault.Failed("copy", "copy the service").Because(err)
	}
	defer from.Close()
	var size int64
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return cmp.Or(err, ctx.Err())
		}
		within, err := filepath.Rel(root, name)
		if err != nil || within == "." {
			return err
		}
		base := entry.Name()
		if sandbox.IsVersionControl(entry) || entry.IsDir() && (base == "node_modules" || strings.HasPrefix(base, ".newsvc-")) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if info, err := entry.Info(); err == nil && entry.Type().IsRegular() {
			size += info.Size()
		}
		if size > maxCopy {
			return errors.New("its files have more than 1 GiB together")
		}
		return copyEntry(ctx, from, within, filepath.Join(dir, within), entry)
	})
	if err != nil {
		c.remove()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fault.Failed("copy", "copy the service").Because(err).WithHint("--no-verify needs no copy, unless go.mod has to be merged")
	}
	return c, nil
}

// reach makes replacements that lead out of the service lead there from the
// copy too.
func (c *serviceCopy) reach(ctx context.Context, root string) error {
	c.reached = map[string]string{}
	return c.editReplacements(ctx, func(to string) string {
		if !strings.HasPrefix(to, "..") {
			return to
		}
		there := filepath.Join(root, filepath.FromSlash(to))
		c.reached[there] = to
		return there
	})
}

// comeBack undoes reach.
func (c *serviceCopy) comeBack(ctx context.Context) error {
	return c.editReplacements(ctx, func(to string) string {
		if was, ok := c.reached[to]; ok {
			return was
		}
		return to
	})
}

// editReplacements edits the paths of go.mod's replacements. One that can't be
// read is for the go command to complain of.
func (c *serviceCopy) editReplacements(ctx context.Context, edit func(to string) string) error {
	name := filepath.Join(c.dir, goMod)
	data, err := disk.ReadFile(ctx, c.dir, goMod)
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
				return fault.Failed("copy", "write go.mod of the copy").Because(err)
			}
		}
	}
	if !changed {
		return nil
	}
	if err := os.WriteFile(name, modfile.Format(file.Syntax), 0o644); err != nil {
		return fault.Failed("copy", "write go.mod of the copy").Because(err)
	}
	return nil
}

// copyEntry copies a folder, a file or a link. Anything else is left out, and so
// are links that lead out of the service: what works in the copy would change
// what they lead to.
func copyEntry(ctx context.Context, root *os.Root, within, to string, entry fs.DirEntry) error {
	switch {
	case entry.IsDir():
		return os.Mkdir(to, 0o755)
	case entry.Type()&fs.ModeSymlink != 0:
		target, err := root.Readlink(within)
		if err != nil {
			return err
		}
		if !staysWithin(within, target) {
			return nil
		}
		return os.Symlink(target, to)
	case !entry.Type().IsRegular():
		return nil
	}
	source, err := rootfile.OpenPlain(root, filepath.ToSlash(within), os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer source.Close()
	info, err := source.Stat()
	if err != nil {
		return err
	}
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, untilDone{ctx, source})
	if err == nil {
		err = target.Chmod(info.Mode().Perm() | 0o600)
	}
	return errors.Join(err, target.Close())
}

// untilDone reads until ctx ends.
type untilDone struct {
	ctx    context.Context
	source io.Reader
}

func (r untilDone) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.source.Read(p)
}

// staysWithin reports whether a link at a path of the service leads to another
// one, whatever links are on its way: it goes up first, if at all, and then down.
func staysWithin(link, target string) bool {
	return filepath.Clean(target) == target && !filepath.IsAbs(target) && filepath.IsLocal(filepath.Join(filepath.Dir(link), target))
}

// changedCopy is a copy of the service as the change makes it.
func (r *revision) changedCopy(ctx context.Context) (*serviceCopy, error) {
	c, err := copyOf(ctx, r.app, r.root)
	if err != nil {
		return nil, err
	}
	err = r.app.machine().Apply(ctx, c.dir, r.result.Writes())
	if err == nil {
		err = c.settle(ctx, r.root)
	}
	if err != nil {
		c.remove()
		return nil, err
	}
	return c, nil
}

// run runs the go command in the copy and returns all that it says.
func (c *serviceCopy) run(ctx context.Context, args ...string) (string, error) {
	box := sandbox.Sandbox{Dir: c.dir, Work: c.work, Temporary: c.temporary(), Environ: c.app.env.Environ()}
	return box.Go(ctx, args...)
}

// temporary is where what runs in the copy leaves files.
func (c *serviceCopy) temporary() string { return filepath.Join(c.area.Path, "temporary") }

func (c *serviceCopy) remove() { c.area.Remove() }
