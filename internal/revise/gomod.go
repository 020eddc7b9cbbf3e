package revise

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/imports"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/tree"
)

// mergeModule merges go.mod and go.sum by their requirements, if both the change
// and the user edit them, or if the user's own files import a module that the
// change no longer requires.
func (p *Plan) mergeModule(ctx context.Context) error {
	base, next := p.base.Tree(), p.next.Tree()
	if string(base[deps.GoMod].Data) == string(next[deps.GoMod].Data) && string(base[deps.GoSum].Data) == string(next[deps.GoSum].Data) {
		return nil
	}
	work, err := disk.Read(ctx, p.Root, tree.Tree{deps.GoMod: {}, deps.GoSum: {}})
	if err != nil {
		return err
	}
	for _, t := range []tree.Tree{base, next, work} {
		if _, ok := t[deps.GoMod]; !ok {
			return nil
		}
	}
	own, err := p.ownGoFiles(ctx)
	if err != nil {
		return err
	}
	inUse := false
	imported := func(module string) bool {
		for path, file := range own {
			if slices.ContainsFunc(imports.Paths(path, file.Data), func(p string) bool { return imports.InModule(p, module) }) {
				inUse = true
				return true
			}
		}
		return false
	}
	data, err := deps.Merge(base[deps.GoMod].Data, next[deps.GoMod].Data, work[deps.GoMod].Data, imported)
	if err != nil {
		return fault.Failed("bad_module", "merge go.mod").WithCause(err).WithHint("fix it, then run this again")
	}
	edited := !work[deps.GoMod].Same(base[deps.GoMod]) || !work[deps.GoSum].Same(base[deps.GoSum])
	if !edited && !inUse {
		return nil
	}
	p.setFile(deps.GoMod, work, data)
	p.setFile(deps.GoSum, work, deps.MergeSums(work[deps.GoSum].Data, next[deps.GoSum].Data))
	p.untidy = true
	return nil
}

// setFile sets the content of a file that was merged by its requirements.
func (p *Plan) setFile(path string, work tree.Tree, data []byte) {
	if _, exists := work[path]; !exists && len(data) == 0 {
		return // a module without dependencies needs no go.sum
	}
	c := merge.Change{Path: path, Action: merge.Merge, After: &tree.File{Data: data}, Reason: "merged by what it requires"}
	if now, ok := work[path]; ok {
		c.Before, c.After = &now, &tree.File{Data: merge.KeepEndings(now.Data, data), Exec: now.Exec}
	}
	if next, ok := p.next.Tree()[path]; ok {
		c.Next = &next
	}
	if !c.Writes() {
		c.Action = merge.Keep
	}
	i, found := slices.BinarySearchFunc(p.Result.Changes, path, func(c merge.Change, path string) int { return strings.Compare(c.Path, path) })
	if found {
		p.Result.Changes[i] = c
		return
	}
	p.Result.Changes = slices.Insert(p.Result.Changes, i, c)
}

// StalesVendor reports whether the service has vendored code that no longer
// matches its go.mod after the change.
func (p *Plan) StalesVendor() bool {
	_, err := os.Lstat(filepath.Join(p.Root, "vendor", "modules.txt"))
	return err == nil && slices.ContainsFunc(p.Result.Changes, func(c merge.Change) bool { return c.Path == deps.GoMod && c.Writes() })
}

// tidy runs go mod tidy in a copy if go.mod was merged. If that fails, nothing is
// changed. Without the go command, or with conflicts, it tells the user to do so.
func (p *Plan) tidy(ctx context.Context) error {
	const command = "go mod tidy"
	if !p.untidy {
		return nil
	}
	if len(p.Result.Conflicts()) > 0 || !sandbox.HasGo() {
		p.notify("go.mod was merged; run %s here in the end", command)
		return nil
	}
	copied, err := p.copies().Copy(ctx, p.Root, p.Result.Writes())
	if err != nil {
		return err
	}
	defer copied.Remove()
	if output, err := copied.Go(ctx, "mod", "tidy"); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed := fault.Failed("tidy", "%s fails in a copy of the changed service, so nothing was changed:\n%s", command, plain.Excerpt(output))
		if strings.Contains(output, "GOTOOLCHAIN=local") {
			return failed.WithHint("install the version of Go that go.mod asks for: newsvc fetches no toolchain because of it")
		}
		return failed.WithHint("make %s work here first: it may need the network", command)
	}
	if err := copied.RestoreReplacements(ctx); err != nil {
		return err
	}
	work, err := disk.Read(ctx, p.Root, tree.Tree{deps.GoMod: {}, deps.GoSum: {}})
	if err != nil {
		return err
	}
	for _, path := range []string{deps.GoMod, deps.GoSum} {
		data, err := disk.ReadFile(ctx, copied.Dir, path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a module without dependencies has no go.sum
		}
		if err != nil {
			return fault.Failed("tidy", "read %s of the copy", path).WithCause(err)
		}
		p.setFile(path, work, data)
	}
	return nil
}
