package cli

import (
	"context"
	"slices"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/imports"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// revision is a change to a service on its way.
type revision struct {
	*reviseOptions
	*service.Service
	change change.Change
	next   plan.Plan // what it would lay now
	work   tree.Tree // what is there, at the paths of both
	result merge.Result
	own    tree.Tree     // the people's own Go files; nil until they are asked for
	uses   []imports.Use // of what goes, in them
	untidy bool          // go.mod was merged by meaning
}

// compare renders the new service and finds what it does to each file. What
// newsvc lays as before is none of its business, whatever a person made of it.
func (r *revision) compare(ctx context.Context) error {
	var err error
	if r.next, err = plan.Render(ctx, r.Pack, r.change.Spec); err != nil {
		return err
	}
	moved, err := r.followMoves(ctx)
	if err != nil {
		return fault.Failed("unreadable", "read the service's files").Because(err)
	}
	base, next := r.Base.Tree(), r.next.Tree()
	for path, file := range next {
		if laid, ok := base[path]; ok && laid.Equal(file) {
			delete(base, path)
			delete(next, path)
		}
	}
	if r.work, err = disk.Read(ctx, r.Root, base, next); err != nil {
		return err
	}
	if r.result, err = merge.Trees(ctx, base, next, r.work, r.owned(base)); err != nil {
		return err
	}
	for i := range r.result.Changes {
		r.refine(&r.result.Changes[i], base)
	}
	r.result.Changes = slices.DeleteFunc(r.result.Changes, func(c merge.Change) bool { return c.Action == merge.Same })
	sayMoved(r.result.Changes, moved)
	return nil
}

// owned holds for the files that are laid once and that a person has made
// their own. One that is as it was laid still follows the answers.
func (r *revision) owned(base tree.Tree) func(path string) bool {
	once := map[string]bool{}
	for _, files := range [][]plan.File{r.Base.Files, r.next.Files} {
		for _, f := range files {
			once[f.Path] = once[f.Path] || f.Once
		}
	}
	return func(path string) bool {
		laid, ok := base[path]
		there, exists := r.work[path]
		return once[path] && !(ok && exists && laid.Equal(there))
	}
}

// refine decides by meaning where lines alone say too little.
func (r *revision) refine(c *merge.Change, base tree.Tree) {
	_, laid := base[c.Path]
	switch {
	case c.Path == plan.AnswersPath:
		r.refineAnswers(c)
	case c.Action == merge.Conflict && !laid && !c.Before.Unread:
		data, _ := merge.Text(nil, c.Before.Data, c.Next.Data, sides)
		c.After = &tree.File{Data: data, Exec: c.Before.Exec}
	}
}

// sides label the versions in a conflict.
var sides = [3]string{"yours", "as it was generated", "newsvc"}

// refineAnswers makes sure that the answers are those of the new service. What
// people wrote around them stays where that merges.
func (r *revision) refineAnswers(c *merge.Change) {
	if c.After != nil && c.Action == merge.Merge {
		kept, err := spec.ParseAnswers(c.Path, c.After.Data)
		if err == nil && sameAnswers(kept, r.change.Spec.Answers()) {
			return
		}
	}
	c.Action, c.After, c.Reason = merge.Update, c.Next, ""
}

func sameAnswers(a, b spec.Answers) bool {
	x, errX := a.Marshal()
	y, errY := b.Marshal()
	return errX == nil && errY == nil && string(x) == string(y)
}

// apply writes the change in one transaction. Where only a person can decide,
// what is needed to take it back or to go on is written with it.
func (r *revision) apply(ctx context.Context) error {
	changes := r.result.Changes
	if len(r.result.Conflicts()) > 0 {
		record, err := r.app.host.Record(ctx, r.Root, r.line(), changes)
		if err != nil {
			return err
		}
		changes = slices.Concat(changes, record)
	}
	return r.app.host.Disk.Apply(ctx, r.Root, changes)
}

// line is the command as it was typed.
func (r *revision) line() string { return r.lineOf(r.typed) }

func (r *revision) lineOf(words []string) string {
	return system.CommandLine(r.app.env.OS, append([]string{"newsvc"}, words...)...)
}
