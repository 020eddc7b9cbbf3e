package revise

import (
	"context"
	"path"
	"slices"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// compare finds what the change does to each file. Files that are generated as
// before are left out, whatever the user made of them.
func (p *Plan) compare(ctx context.Context) error {
	followed, left, err := p.followLinks()
	if err != nil {
		return err
	}
	moved, err := p.followMoves(ctx)
	if err != nil {
		return fault.Failed("unreadable", "read the service's files").WithCause(err)
	}
	if err := p.checkMoves(ctx); err != nil {
		return err
	}
	base, next := p.base.Tree(), p.next.Tree()
	for path, file := range next {
		if before, ok := base[path]; ok && before.Equal(file) && p.moved[path] == "" {
			delete(base, path)
			delete(next, path)
		}
	}
	if p.work, err = p.readWork(ctx, base, next); err != nil {
		return err
	}
	if p.Result, err = merge.Trees(ctx, base, next, p.work, p.owned(base)); err != nil {
		return err
	}
	for i := range p.Result.Changes {
		p.refine(&p.Result.Changes[i], base)
	}
	p.placeMoves()
	p.Result.Changes = slices.DeleteFunc(p.Result.Changes, func(c merge.Change) bool { return c.Action == merge.Same })
	noteMoves(p.Result.Changes, moved)
	p.noteLinks(followed, left)
	return nil
}

// owned returns a function that reports whether a file was generated once and
// then changed by the user. One that is as generated still follows the answers.
func (p *Plan) owned(base tree.Tree) func(path string) bool {
	once := map[string]bool{}
	for _, files := range [][]render.File{p.base.Files, p.next.Files} {
		for _, f := range files {
			once[f.Path] = once[f.Path] || f.Once
		}
	}
	return func(path string) bool {
		generated, ok := base[path]
		now, exists := p.work[path]
		return once[path] && !(ok && exists && generated.Same(now))
	}
}

// refine improves what the merge of lines decided for a file.
func (p *Plan) refine(c *merge.Change, base tree.Tree) {
	before, generated := base[c.Path]
	switch {
	case c.Path == render.AnswersPath:
		p.refineAnswers(c)
	case path.Base(c.Path) == ".gitignore" && generated:
		*c = c.AppendLines(&before)
	case c.Action == merge.Conflict && !generated && !c.Before.Unread:
		c.After = &tree.File{Data: merge.Unmerged(c.Before.Data, c.Next.Data), Exec: c.Before.Exec}
	}
}

// refineAnswers makes sure that the answers are those of the new service. What
// the user wrote around them stays if it merges.
func (p *Plan) refineAnswers(c *merge.Change) {
	if c.After != nil && c.Action == merge.Merge {
		merged, err := spec.ParseAnswers(c.Path, c.After.Data)
		if err == nil && sameAnswers(merged, p.Change.Spec.Answers()) {
			return
		}
	}
	c.Action, c.After, c.Reason = merge.Update, c.Next, ""
	if c.Before != nil {
		c.After = &tree.File{Data: merge.KeepEndings(c.Before.Data, c.Next.Data), Exec: c.Next.Exec}
	}
}

func sameAnswers(a, b spec.Answers) bool {
	x, errX := a.Marshal()
	y, errY := b.Marshal()
	return errX == nil && errY == nil && string(x) == string(y)
}
