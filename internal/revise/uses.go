package revise

import (
	"context"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/imports"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

// ownGoFiles reads the Go files that are the user's own: those that newsvc
// didn't generate, and the generated ones that the user changed, as the change
// leaves them. A file of the latter that is no longer generated isn't one of
// them: it is a conflict already. The files are read once.
func (p *Plan) ownGoFiles(ctx context.Context) (tree.Tree, error) {
	if p.own != nil {
		return p.own, nil
	}
	base := p.base.Tree()
	generated, err := disk.Read(ctx, p.Root, base)
	if err != nil {
		return nil, err
	}
	for to := range p.moved {
		if file, ok := p.work[to]; ok {
			generated[to] = file
		}
	}
	own := tree.Tree{}
	for path, file := range generated {
		if strings.HasSuffix(path, ".go") && !file.Same(base[path]) {
			own[path] = file
		}
	}
	for _, c := range p.Result.Changes {
		delete(own, c.Path)
		before, ok := base[c.Path]
		now, exists := p.work[c.Path]
		if exists && c.After != nil && c.Next != nil && !(ok && before.Same(now)) {
			own[c.Path] = *c.After
		}
	}
	next := p.next.Tree()
	err = service.WalkFiles(ctx, p.Root, func(path string) error {
		_, before := base[path]
		_, after := next[path]
		_, moves := p.origins[path]
		if before || after || moves || !strings.HasSuffix(path, ".go") {
			return nil
		}
		data, err := disk.ReadFile(ctx, p.Root, path)
		own[path] = tree.File{Data: data}
		return err
	})
	if err != nil {
		return nil, fault.Failed("unreadable", "read the service's files").WithCause(err)
	}
	p.own = own
	return own, nil
}

// findUses finds the user's own files that use what the change removes.
func (p *Plan) findUses(ctx context.Context) error {
	gone := imports.Find(p.baseOnDisk(), p.next.Tree())
	if gone.Empty() {
		return nil
	}
	own, err := p.ownGoFiles(ctx)
	if err != nil {
		return err
	}
	p.Uses = gone.Uses(own)
	return nil
}

// checkUses refuses to remove what the user's own files use, unless that is
// allowed.
func (p *Plan) checkUses(allowed bool) error {
	if len(p.Uses) == 0 || allowed {
		return nil
	}
	return fault.ActionNeeded("in_use", "your own files use what goes: %s", strings.Join(p.DescribeUses(), ", ")).
		WithHint("change them first, or add --yes and fix them afterwards").WithInstead("", "--yes")
}

// DescribeUses says in a few words what each file uses.
func (p *Plan) DescribeUses() []string {
	lines := []string{}
	for _, u := range p.Uses {
		how := " imports "
		if u.Part {
			how = " is a part of "
		}
		lines = append(lines, u.File+how+u.Path)
	}
	return lines
}
