package sandbox

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// Maker makes copies of services.
type Maker struct {
	Disk disk.Machine
	Env  system.Env
}

// Copy is a copy of a service, for the go command to work in.
type Copy struct {
	Dir string

	area     *disk.Temporary // of the copy, and of what the go command and tests leave
	env      system.Env
	replaced map[string]string // replacements in the copy's go.mod, to those of the service
	work     string            // the go.work that is in effect, or off
}

// Copy copies a service and makes changes to the copy. It leaves out what
// belongs to git and to newsvc. What the service finds outside of its folder,
// the copy finds too. Call Remove afterwards.
func (m Maker) Copy(ctx context.Context, root string, changes []merge.Change) (*Copy, error) {
	c, err := m.copyFiles(ctx, root)
	if err != nil {
		return nil, err
	}
	if len(changes) > 0 {
		err = m.Disk.Apply(ctx, c.Dir, changes)
	}
	if err == nil {
		err = errors.Join(c.redirectReplacements(ctx, root), c.removeVendor(ctx, root), c.joinWorkspace(root))
	}
	if err != nil {
		c.Remove()
		return nil, err
	}
	return c, nil
}

// Write writes the files of a service to a temporary folder, as Copy copies one. Call Remove
// afterwards.
func (m Maker) Write(ctx context.Context, files tree.Tree) (*Copy, error) {
	c, err := m.newCopy(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(c.Dir); err != nil {
		c.Remove()
		return nil, fault.Failed("copy", "make room for the service").WithCause(err)
	}
	if err := m.Disk.Create(ctx, c.Dir, files); err != nil {
		c.Remove()
		return nil, err
	}
	return c, nil
}

// Go runs the go command in the copy and returns everything that it prints.
func (c *Copy) Go(ctx context.Context, args ...string) (string, error) {
	box := Sandbox{Dir: c.Dir, Work: c.work, Temporary: c.temporary(), Environ: c.env.Environ()}
	return box.Go(ctx, args...)
}

// Remove removes the copy.
func (c *Copy) Remove() { c.area.Remove() }

// temporary is where what runs in the copy leaves files.
func (c *Copy) temporary() string { return filepath.Join(c.area.Path, "temporary") }

// maxCopy is the most bytes of a copy: the temporary folder is often in memory.
const maxCopy = 1 << 30

// newCopy makes room for a copy.
func (m Maker) newCopy(ctx context.Context) (*Copy, error) {
	area, err := m.Disk.NewTemporary(ctx, "newsvc-copy-")
	if err != nil {
		return nil, err
	}
	c := &Copy{Dir: filepath.Join(area.Path, "service"), area: area, env: m.Env, work: "off"}
	for _, folder := range []string{c.Dir, c.temporary()} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			c.Remove()
			return nil, fault.Failed("copy", "make room for a copy of the service").WithCause(err)
		}
	}
	return c, nil
}

// copyFiles copies a service byte for byte.
func (m Maker) copyFiles(ctx context.Context, root string) (*Copy, error) {
	c, err := m.newCopy(ctx)
	if err != nil {
		return nil, err
	}
	from, err := rootfile.OpenFolder(root)
	if err != nil {
		c.Remove()
		return nil, fault.Failed("copy", "copy the service").WithCause(err)
	}
	defer from.Close()
	if err := c.copyFolder(ctx, from, root); err != nil {
		c.Remove()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fault.Failed("copy", "copy the service").WithCause(err).WithHint("--no-verify needs no copy, unless go.mod has to be merged")
	}
	return c, nil
}

func (c *Copy) copyFolder(ctx context.Context, from *os.Root, root string) error {
	var size int64
	return filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return cmp.Or(err, ctx.Err())
		}
		within, err := filepath.Rel(root, name)
		if err != nil || within == "." {
			return err
		}
		if isLeftOut(entry) {
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
		return copyEntry(ctx, from, within, filepath.Join(c.Dir, within), entry)
	})
}

// isLeftOut reports whether a copy of a service doesn't contain an entry.
func isLeftOut(entry fs.DirEntry) bool {
	name := entry.Name()
	return IsVersionControl(entry) || entry.IsDir() && (name == "node_modules" || strings.HasPrefix(name, ".newsvc-"))
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
