package cli

import (
	"context"
	"slices"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/imports"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/service"
)

// mendModule merges go.mod and go.sum of both sides by meaning, where git
// couldn't line by line.
func (m *mending) mendModule(ctx context.Context, root string, changes []merge.Change) ([]merge.Change, error) {
	for _, path := range []string{deps.GoMod, deps.GoSum} {
		if _, unmerged := m.stages[path]; !unmerged || !m.untouched(path, m.work) {
			continue
		}
		data, err := m.module(ctx, root, path)
		if err != nil {
			return nil, err
		}
		if data == nil {
			continue
		}
		changes = slices.DeleteFunc(changes, func(c merge.Change) bool { return c.Path == path })
		c := m.lay(path, data)
		c.Reason = "merged by what it requires"
		changes = append(changes, c)
	}
	return changes, nil
}

// module is one of the two files for both sides; nil: one of them hasn't it.
func (m *mending) module(ctx context.Context, root, path string) ([]byte, error) {
	next, ours, theirs := m.next[path].Data, m.stages[path][ourStage], m.stages[path][theirStage]
	if next == nil || ours == nil || theirs == nil {
		return nil, nil
	}
	if string(ours) == string(m.laid[ourStage][path].Data) && string(theirs) == string(m.laid[theirStage][path].Data) {
		return next, nil
	}
	if path == deps.GoSum {
		return deps.MergeSums(next, deps.MergeSums(ours, theirs)), nil
	}
	imported := func(module string) bool { return importsModule(ctx, root, module) }
	ours, err := deps.Merge(m.laid[ourStage][path].Data, next, ours, imported)
	if err == nil {
		theirs, err = deps.Merge(m.laid[theirStage][path].Data, next, theirs, imported)
	}
	if err == nil {
		ours, err = deps.Merge(next, theirs, ours, imported)
	}
	if err != nil {
		return nil, fault.Failed("bad_module", "merge go.mod").Because(err).WithHint("mend it, then newsvc continue")
	}
	return ours, nil
}

// importsModule reports whether a Go file of a service imports a module's
// packages. What can't be read doesn't.
func importsModule(ctx context.Context, root, module string) bool {
	found := false
	_ = service.WalkFiles(ctx, root, func(path string) error {
		data, err := disk.ReadFile(ctx, root, path)
		if err == nil && slices.ContainsFunc(imports.Of(path, data), func(p string) bool { return imports.Within(p, module) }) {
			found = true
		}
		return nil
	})
	return found
}
