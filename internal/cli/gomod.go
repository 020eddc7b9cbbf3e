package cli

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
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/tree"
)

const (
	goMod = "go.mod"
	goSum = "go.sum"

	vendorFolder = "vendor"
)

// mergeModule merges go.mod and go.sum by meaning, where a change touches them
// and people did too, or where their own files import what it no longer needs.
func (r *revision) mergeModule(ctx context.Context) error {
	base, next := r.Base.Tree(), r.next.Tree()
	if string(base[goMod].Data) == string(next[goMod].Data) && string(base[goSum].Data) == string(next[goSum].Data) {
		return nil
	}
	work, err := disk.Read(ctx, r.Root, tree.Tree{goMod: {}, goSum: {}})
	if err != nil {
		return err
	}
	for _, t := range []tree.Tree{base, next, work} {
		if _, ok := t[goMod]; !ok {
			return nil
		}
	}
	own, err := r.ownGoFiles(ctx)
	if err != nil {
		return err
	}
	kept := false
	imported := func(module string) bool {
		for path, file := range own {
			if slices.ContainsFunc(imports.Of(path, file.Data), func(p string) bool { return imports.Within(p, module) }) {
				kept = true
				return true
			}
		}
		return false
	}
	data, err := deps.Merge(base[goMod].Data, next[goMod].Data, work[goMod].Data, imported)
	if err != nil {
		return fault.Failed("bad_module", "merge go.mod").Because(err).WithHint("mend it, then run this again")
	}
	edited := string(work[goMod].Data) != string(base[goMod].Data) || string(work[goSum].Data) != string(base[goSum].Data)
	if !edited && !kept {
		return nil
	}
	r.setFile(goMod, work, data)
	r.setFile(goSum, work, deps.MergeSums(work[goSum].Data, next[goSum].Data))
	r.untidy = true
	return nil
}

// setFile decides what becomes of a file that was merged by meaning.
func (r *revision) setFile(path string, work tree.Tree, data []byte) {
	if _, there := work[path]; !there && len(data) == 0 {
		return // no file is as good as an empty go.sum
	}
	c := merge.Change{Path: path, Action: merge.Merge, After: &tree.File{Data: data}, Reason: "merged by what it requires"}
	if there, ok := work[path]; ok {
		c.Before, c.After.Exec = &there, there.Exec
	}
	if next, ok := r.next.Tree()[path]; ok {
		c.Next = &next
	}
	if !c.Writes() {
		c.Action = merge.Keep
	}
	i, found := slices.BinarySearchFunc(r.result.Changes, path, func(c merge.Change, path string) int { return strings.Compare(c.Path, path) })
	if found {
		r.result.Changes[i] = c
		return
	}
	r.result.Changes = slices.Insert(r.result.Changes, i, c)
}

// outgrowsVendor reports whether the service keeps the code of what it depends
// on, and the change makes it depend on other code.
func (r *revision) outgrowsVendor() bool {
	_, err := os.Lstat(filepath.Join(r.Root, vendorFolder, "modules.txt"))
	return err == nil && slices.ContainsFunc(r.result.Changes, func(c merge.Change) bool { return c.Path == goMod && c.Writes() })
}

// tidy lets the go command settle what was merged, in a copy. Where it can't,
// nothing changes; where there is none, or conflicts come first, it is said.
func (r *revision) tidy(ctx context.Context) error {
	const command = "go mod tidy"
	if !r.untidy {
		return nil
	}
	if len(r.result.Conflicts()) > 0 || !sandbox.HasGo() {
		r.app.note("go.mod was merged; run %s here in the end", command)
		return nil
	}
	copied, err := r.copies().Copy(ctx, r.Root, r.result.Writes())
	if err != nil {
		return err
	}
	defer copied.Remove()
	if output, err := copied.Go(ctx, "mod", "tidy"); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed := fault.Failed("tidy", "%s fails in a copy of the changed service, so nothing was changed:\n%s", command, firstLines(output))
		if strings.Contains(output, "GOTOOLCHAIN=local") {
			return failed.WithHint("install the version of Go that go.mod asks for: newsvc fetches no toolchain because of it")
		}
		return failed.WithHint("make %s work here first: it may need the network", command)
	}
	if err := copied.RestoreReplacements(ctx); err != nil {
		return err
	}
	work, err := disk.Read(ctx, r.Root, tree.Tree{goMod: {}, goSum: {}})
	if err != nil {
		return err
	}
	for _, path := range []string{goMod, goSum} {
		data, err := disk.ReadFile(ctx, copied.Dir, path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a module without dependencies has no go.sum
		}
		if err != nil {
			return fault.Failed("tidy", "read %s of the copy", path).Because(err)
		}
		r.setFile(path, work, data)
	}
	return nil
}
