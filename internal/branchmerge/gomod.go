package branchmerge

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

// mergeModule merges go.mod and go.sum of both sides by their requirements, if
// git couldn't merge them.
func (m *merger) mergeModule(ctx context.Context, changes []merge.Change) ([]merge.Change, error) {
	for _, path := range []string{deps.GoMod, deps.GoSum} {
		if _, unmerged := m.unmerged[path]; !unmerged || !m.isUntouched(path, m.work) {
			continue
		}
		data, err := m.module(ctx, path)
		if err != nil {
			return nil, err
		}
		if data == nil {
			continue
		}
		changes = slices.DeleteFunc(changes, func(c merge.Change) bool { return c.Path == path })
		c := m.change(path, data)
		c.Reason = "merged by what it requires"
		changes = append(changes, c)
	}
	return changes, nil
}

// module merges one of the two files. It returns nil when one side doesn't have it.
func (m *merger) module(ctx context.Context, path string) ([]byte, error) {
	next, ours, theirs := m.next[path].Data, m.unmerged[path][ourSide], m.unmerged[path][theirSide]
	if next == nil || ours == nil || theirs == nil {
		return nil, nil
	}
	if string(ours) == string(m.rendered[ourSide][path].Data) && string(theirs) == string(m.rendered[theirSide][path].Data) {
		return next, nil
	}
	if path == deps.GoSum {
		return deps.MergeSums(next, deps.MergeSums(ours, theirs)), nil
	}
	imported := func(module string) bool { return importsModule(ctx, m.root, module) }
	ours, err := deps.Merge(m.rendered[ourSide][path].Data, next, ours, imported)
	if err == nil {
		theirs, err = deps.Merge(m.rendered[theirSide][path].Data, next, theirs, imported)
	}
	if err == nil {
		ours, err = deps.Merge(next, theirs, ours, imported)
	}
	if err != nil {
		return nil, fault.Failed("bad_module", "merge go.mod").WithCause(err).WithHint("fix it, then newsvc continue")
	}
	return ours, nil
}

// importsModule reports whether a Go file of a service imports a package of a
// module. It skips files that can't be read.
func importsModule(ctx context.Context, root, module string) bool {
	found := false
	_ = service.WalkFiles(ctx, root, func(path string) error {
		data, err := disk.ReadFile(ctx, root, path)
		if err == nil && slices.ContainsFunc(imports.Paths(path, data), func(p string) bool { return imports.InModule(p, module) }) {
			found = true
		}
		return nil
	})
	return found
}
