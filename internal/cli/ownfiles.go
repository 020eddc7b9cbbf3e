package cli

import (
	"context"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/imports"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

// ownGoFiles reads the Go code of a service that is its people's: all that
// newsvc didn't lay, and what they changed of what it did, as the change
// leaves it; not what of it is no longer laid, which is a conflict already. It
// is read once.
func (r *revision) ownGoFiles(ctx context.Context) (tree.Tree, error) {
	if r.own != nil {
		return r.own, nil
	}
	base := r.Base.Tree()
	laid, err := disk.Read(ctx, r.Root, base)
	if err != nil {
		return nil, err
	}
	own := tree.Tree{}
	for path, file := range laid {
		if strings.HasSuffix(path, ".go") && !file.Equal(base[path]) {
			own[path] = file
		}
	}
	for _, c := range r.result.Changes {
		delete(own, c.Path)
		if before, ok := base[c.Path]; c.Before != nil && c.After != nil && c.Next != nil && !(ok && before.Equal(*c.Before)) {
			own[c.Path] = *c.After
		}
	}
	next := r.next.Tree()
	err = service.WalkFiles(ctx, r.Root, func(path string) error {
		_, before := base[path]
		_, after := next[path]
		if before || after || !strings.HasSuffix(path, ".go") {
			return nil
		}
		data, err := disk.ReadFile(ctx, r.Root, path)
		own[path] = tree.File{Data: data}
		return err
	})
	if err != nil {
		return nil, fault.Failed("unreadable", "read the service's files").Because(err)
	}
	r.own = own
	return own, nil
}

// findUses finds the people's own files that use what goes.
func (r *revision) findUses(ctx context.Context) error {
	gone := imports.Find(r.Base.Tree(), r.next.Tree())
	if gone.Empty() {
		return nil
	}
	own, err := r.ownGoFiles(ctx)
	if err != nil {
		return err
	}
	r.uses = gone.Uses(own)
	return nil
}

// refuseUses refuses to take away what people's own files use.
func (r *revision) refuseUses() error {
	if len(r.uses) == 0 || r.yes {
		return nil
	}
	err := fault.Pending("in_use", "your own files use what goes: %s", strings.Join(usesOf(r.uses), ", ")).
		WithHint("change them first, or add --yes and mend them afterwards")
	return err
}

func usesOf(uses []imports.Use) []string {
	lines := []string{}
	for _, u := range uses {
		how := " imports "
		if u.Part {
			how = " is a part of "
		}
		lines = append(lines, u.File+how+u.Path)
	}
	return lines
}
