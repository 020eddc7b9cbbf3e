package scaffold

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// RootFile is a file at the top of the repository around a service, and what becomes of it
// if the user lets newsvc write there.
type RootFile struct {
	service.RootCopy
	Change merge.Change
}

// compareRoot finds what the service needs at the top of the repository around it.
func (p *Plan) compareRoot(ctx context.Context) error {
	copies := service.RootCopies(p.Pack, p.Spec.Values, p.Files.Files)
	if p.Target.Git == "" {
		copies = nil
	}
	if len(copies) == 0 {
		if p.options.WriteRoot {
			return fault.Usage("no_larger_repository", "the service has no files for the top of a repository around it").
				WithHint("leave --write-root out")
		}
		return nil
	}
	next, wanted := p.Files.Tree(), tree.Tree{}
	for _, c := range copies {
		wanted[c.To] = next[c.From]
	}
	work, err := disk.Read(ctx, p.Target.Git, wanted)
	if err != nil {
		return err
	}
	repo, err := p.host.Git.At(p.Target.Git)
	if err != nil {
		return err
	}
	within, _ := system.Below(p.Target.Git, p.Target.Path)
	var differ []string
	for _, c := range copies {
		f := RootFile{c, rootChange(c, wanted[c.To], work)}
		if f.Change.Action == merge.Conflict && repo.Had(ctx, path.Join(within, c.From), work[c.To].Data) {
			f.Change.Action, f.Change.After, f.Change.Reason = merge.Update, f.Change.Next, "a copy of an earlier version"
		}
		if f.Change.Action == merge.Conflict {
			differ = append(differ, filepath.Join(p.Target.Git, filepath.FromSlash(c.To)))
		}
		p.Root = append(p.Root, f)
	}
	if p.options.WriteRoot && len(differ) > 0 {
		return fault.Usage("would_overwrite", "--write-root would overwrite %s", strings.Join(differ, ", ")).
			WithHint("move it away; or leave --write-root out, and copy what you need by hand")
	}
	return nil
}

// rootChange is what happens to one file at the top.
func rootChange(c service.RootCopy, wanted tree.File, work tree.Tree) merge.Change {
	change := merge.Change{Path: c.To, Action: merge.Create, After: &wanted, Next: &wanted}
	now, exists := work[c.To]
	if !exists {
		return change
	}
	change.Before = &now
	if now.Same(wanted) {
		change.Action, change.After = merge.Same, &now
		return change
	}
	change.Action, change.After, change.Reason = merge.Conflict, &now, "exists already, with other content"
	if c.To != service.Dependabot || now.Unread {
		return change
	}
	switch added, ok := addUpdates(now.Data, wanted.Data); {
	case ok && string(added) == string(now.Data):
		change.Action, change.Reason = merge.Same, ""
	case ok:
		change.Action, change.Reason = merge.Merge, "gets the updates of the service"
		change.After = &tree.File{Data: added, Exec: now.Exec}
	}
	return change
}

// writeRoot writes the files at the top of the repository.
func (p *Plan) writeRoot(ctx context.Context) error {
	if !p.options.WriteRoot {
		return nil
	}
	var changes []merge.Change
	for _, f := range p.Root {
		changes = append(changes, f.Change)
	}
	return p.host.Disk.Apply(ctx, p.Target.Git, changes)
}
