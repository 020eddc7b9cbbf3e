package cli

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/tree"
)

// reviseOptions are what every command that changes a service was told.
type reviseOptions struct {
	app     *app
	packDir string
	typed   []string // the command and its arguments
	asked   bool     // for some of them

	yes, dryRun, diff bool
	verify, noVerify  bool
	takesAway         bool // the command takes something away, and so is verified where that can be
}

func (o *reviseOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "ask nothing, and go on although your own files use what goes")
	f.BoolVar(&o.dryRun, "dry-run", false, "list what would happen to each file, write nothing")
	f.BoolVar(&o.diff, "diff", false, "show what would change as a patch, write nothing")
	about := "build, vet and test a copy first, and refuse a change that breaks what works"
	if o.takesAway {
		about += " (done anyway where Go is there)"
	}
	f.BoolVar(&o.verify, "verify", false, about)
	f.BoolVar(&o.noVerify, "no-verify", false, "build, vet and test nothing first, so that none of the service's code runs")
	addPackFlag(cmd, &o.packDir)
}

// runsTests warns, in the help of a command that verifies what it does, that
// this runs the service's code.
const runsTests = "\n\nWhere Go is installed, this first builds, vets and tests a copy of the service. The\n" +
	"tests are code of the service and run with your rights, without the secrets in\n" +
	"your environment. In a service that you don't trust, use --no-verify."

// revise changes the service around the current folder: it renders what the
// service was and what it is to be, and merges the difference into what is
// there. Nothing is written before all is known.
func (o *reviseOptions) revise(ctx context.Context, typed []string, decided decision) error {
	o.typed = typed
	r, err := o.open(ctx)
	if err != nil {
		return err
	}
	if err := r.plan(ctx, decided); err != nil {
		return err
	}
	if o.dryRun || o.diff {
		return r.preview()
	}
	for _, stage := range []func(context.Context) error{r.guard, r.warn, r.tidy, r.try, r.apply} {
		if err := stage(ctx); err != nil {
			return err
		}
	}
	return r.report()
}

// decision decides what a service becomes.
type decision func(change.Service) (change.Change, error)

// plan finds all that a change does to the service.
func (r *revision) plan(ctx context.Context, decided decision) error {
	var err error
	if r.change, err = decided(r.service(ctx)); err != nil {
		return err
	}
	for _, stage := range []func(context.Context) error{r.compare, r.mergeModule, r.findUses} {
		if err := stage(ctx); err != nil {
			return err
		}
	}
	return nil
}

// open finds the service and its pack, renders what newsvc laid, and refuses
// a service that is half changed.
func (o *reviseOptions) open(ctx context.Context) (*revision, error) {
	root, err := o.app.host.Find(ctx)
	if err != nil {
		return nil, err
	}
	if err := o.app.host.RefuseUnfinished(ctx, root); err != nil {
		return nil, err
	}
	opened, err := o.app.host.Open(ctx, o.packDir)
	return &revision{reviseOptions: o, Service: opened}, err
}

// service is what the change starts from. A step has to stay when it is
// committed, and when its files aren't as they were laid.
func (r *revision) service(ctx context.Context) change.Service {
	var committed func(id string) bool
	return change.Service{
		Manifest: r.Pack.Manifest,
		Answers:  r.Answers,
		Now:      time.Now(),
		Rows:     slices.ContainsFunc(r.Pack.Active(r.Answers.Values), func(l pack.Layer) bool { return l.Each == pack.EachStep }),
		Kept: func(id string) bool {
			if committed == nil {
				committed = r.app.host.CommittedSteps(ctx, r.Root)
			}
			return committed(id) || r.touched(ctx, id)
		},
	}
}

// touched reports whether a file of a step isn't as it was laid.
func (r *revision) touched(ctx context.Context, id string) bool {
	own := tree.Tree{}
	for _, f := range r.Base.Files {
		if f.Step == id {
			own[f.Path] = tree.File{Data: f.Data, Exec: f.Exec}
		}
	}
	there, err := disk.Read(ctx, r.Root, own)
	for path, file := range own {
		if err != nil || !there[path].Equal(file) {
			return true
		}
	}
	return false
}
