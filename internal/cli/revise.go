package cli

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// reviseOptions are what every command that changes a service was told.
type reviseOptions struct {
	app     *app
	packDir string
	typed   []string // the command and its arguments

	yes, dryRun, diff bool
	goes              bool // the command takes something away that people's code may use
}

func (o *reviseOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "ask nothing; go on although your own files import what goes")
	f.BoolVar(&o.dryRun, "dry-run", false, "list what would happen to each file, write nothing")
	f.BoolVar(&o.diff, "diff", false, "show what would change as a patch, write nothing")
	addPackFlag(cmd, &o.packDir)
}

// revision is a change to a service on its way.
type revision struct {
	*reviseOptions
	root    string // the service's folder
	pack    *pack.Pack
	answers spec.Answers // as kept in the service
	change  change.Change
	base    plan.Plan // what newsvc laid
	next    plan.Plan // what it would lay now
	work    tree.Tree // what is there, at the paths of both
	result  merge.Result
}

// revise changes the service around the current folder: it renders what the
// service was and what it is to be, and merges the difference into what is
// there. Nothing is written before all is known.
func (o *reviseOptions) revise(ctx context.Context, decide func(change.Service) (change.Change, error)) error {
	r, err := o.open()
	if err != nil {
		return err
	}
	if r.base, err = r.render(ctx, r.answers); err != nil {
		return err
	}
	if r.change, err = decide(r.service(ctx)); err != nil {
		return err
	}
	if err := r.compare(ctx); err != nil {
		return err
	}
	if o.dryRun || o.diff {
		return r.preview()
	}
	if err := r.guard(ctx); err != nil {
		return err
	}
	if err := r.apply(ctx); err != nil {
		return err
	}
	return r.report()
}

// open finds the service and its pack, and refuses one that is half changed.
func (o *reviseOptions) open() (*revision, error) {
	root, answers, err := o.app.findService()
	if err != nil {
		return nil, err
	}
	if err := refuseUnfinished(root); err != nil {
		return nil, err
	}
	p, err := o.app.packFor(answers.Pack, o.packDir)
	return &revision{reviseOptions: o, root: root, answers: answers, pack: p}, err
}

// render renders the service that some answers make.
func (r *revision) render(ctx context.Context, answers spec.Answers) (plan.Plan, error) {
	service, err := spec.Resolve(r.pack.Manifest, answers.Pack, answers)
	if err != nil {
		return plan.Plan{}, err
	}
	return plan.Render(ctx, r.pack, service)
}

// service is what the change starts from. A step has to stay when it is
// committed, and when its files aren't as they were laid.
func (r *revision) service(ctx context.Context) change.Service {
	var committed map[string]bool
	return change.Service{
		Manifest: r.pack.Manifest,
		Answers:  r.answers,
		Now:      time.Now(),
		Rows:     slices.ContainsFunc(r.pack.Active(r.answers.Values), func(l pack.Layer) bool { return l.Each == pack.EachStep }),
		Kept: func(id string) bool {
			if committed == nil {
				committed = r.app.committedSteps(ctx, r.root, r.answers)
			}
			return committed[id] || r.touched(id)
		},
	}
}

// touched reports whether a file of a step isn't as it was laid.
func (r *revision) touched(id string) bool {
	own := tree.Tree{}
	for _, f := range r.base.Files {
		if f.Step == id {
			own[f.Path] = tree.File{Data: f.Data, Exec: f.Exec}
		}
	}
	there, err := disk.Read(r.root, own)
	for path, file := range own {
		if err != nil || !same(there[path], file) {
			return true
		}
	}
	return false
}

// compare renders the new service and finds what it does to each file.
func (r *revision) compare(ctx context.Context) error {
	var err error
	if r.next, err = plan.Render(ctx, r.pack, r.change.Spec); err != nil {
		return err
	}
	base, next := r.base.Tree(), r.next.Tree()
	if r.work, err = disk.Read(r.root, base, next); err != nil {
		return err
	}
	r.result = merge.Trees(base, next, r.work, r.owned(base))
	for i := range r.result.Changes {
		r.refine(&r.result.Changes[i], base)
	}
	r.result.Changes = slices.DeleteFunc(r.result.Changes, func(c merge.Change) bool {
		before, laid := base[c.Path]
		return !c.Writes() && laid && c.Next != nil && same(before, *c.Next) && c.Action != merge.Conflict
	})
	return nil
}

// owned holds for the files that are laid once and that a person has made
// their own. One that is as it was laid still follows the answers.
func (r *revision) owned(base tree.Tree) func(path string) bool {
	once := map[string]bool{}
	for _, files := range [][]plan.File{r.base.Files, r.next.Files} {
		for _, f := range files {
			once[f.Path] = once[f.Path] || f.Once
		}
	}
	return func(path string) bool {
		laid, ok := base[path]
		there, exists := r.work[path]
		return once[path] && !(ok && exists && same(laid, there))
	}
}

// refine merges by meaning where lines say too little.
func (r *revision) refine(c *merge.Change, base tree.Tree) {
	before, laid := base[c.Path]
	switch {
	case c.Path == plan.AnswersPath && c.Next != nil:
		r.refineAnswers(c)
	case c.Action == merge.Conflict && !laid && c.Before != nil && c.Next != nil:
		data, _ := merge.Text(nil, c.Before.Data, c.Next.Data, conflictNames)
		c.After = &tree.File{Data: data, Exec: c.Before.Exec}
	case c.Action == merge.Conflict:
		_ = before
	}
}

// conflictNames label the sides of a conflict.
var conflictNames = [3]string{"yours", "as it was generated", "newsvc"}

// refineAnswers makes sure that the answers are those of the new service:
// lines that people wrote around them stay where they merge.
func (r *revision) refineAnswers(c *merge.Change) {
	if c.After != nil && c.Action != merge.Conflict {
		if kept, err := spec.ParseAnswers(c.Path, c.After.Data); err == nil && sameAnswers(kept, r.change.Spec.Answers()) {
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
