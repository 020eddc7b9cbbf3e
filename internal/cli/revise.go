package cli

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/revise"
)

// reviseOptions are the flags of the commands that change a service.
type reviseOptions struct {
	packDir          string
	yes              bool
	dryRun, diff     bool
	verify, noVerify bool
	uncommitted      bool
	removes          bool // the command removes something, and so verifies if that is possible
}

func (o *reviseOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "ask nothing, and continue even if your own files use what is removed")
	f.BoolVar(&o.dryRun, "dry-run", false, "list what would happen to each file, write nothing")
	f.BoolVar(&o.diff, "diff", false, "show what would change as a patch, write nothing")
	about := "build, vet and test a copy first, and refuse a change that breaks what works"
	if o.removes {
		about += " (done anyway where Go is there)"
	}
	f.BoolVar(&o.verify, "verify", false, about)
	f.BoolVar(&o.noVerify, "no-verify", false, "build, vet and test nothing first, so that none of the service's code runs")
	f.BoolVar(&o.uncommitted, "uncommitted", false, "change files that you edited, although git doesn't have them as they are")
	addPackFlag(cmd, &o.packDir)
}

// verification says whether the change is verified.
func (o *reviseOptions) verification() (revise.Verify, error) {
	switch {
	case o.noVerify && o.verify:
		return 0, fault.Usage("bad_flag", "--verify and --no-verify contradict each other").WithHint("leave one out")
	case o.noVerify:
		return revise.VerifyNever, nil
	case o.verify:
		return revise.VerifyAlways, nil
	case o.removes:
		return revise.VerifyIfPossible, nil
	}
	return revise.VerifyNever, nil
}

// typed are the flags that the same command needs without questions.
func (o *reviseOptions) typed(yes bool) []string {
	var flags []string
	for _, flag := range []struct {
		name string
		set  bool
	}{{"--yes", yes}, {"--verify", o.verify}, {"--no-verify", o.noVerify}, {"--uncommitted", o.uncommitted}, {"--dry-run", o.dryRun}, {"--diff", o.diff}} {
		if flag.set {
			flags = append(flags, flag.name)
		}
	}
	if o.packDir != "" {
		flags = append(flags, "--pack", o.packDir)
	}
	return flags
}

// runTyped makes the change that was typed. In a terminal, it asks for what the
// arguments leave open.
func (a *app) runTyped(ctx context.Context, o reviseOptions, c changeCommand, args []string) error {
	short := c.incomplete(args)
	switch {
	case short == nil:
	case !a.mayAsk() || o.yes:
		return short
	default:
		return a.runAsked(ctx, o, c.given(args))
	}
	r, err := revise.Open(ctx, a.host, o.packDir)
	if err != nil {
		return err
	}
	start := r.Start(ctx)
	request, err := start.Parse(c.op, c.kind, args)
	if err != nil {
		return err
	}
	return a.revise(ctx, r, start, request, revision{reviseOptions: o, words: slices.Concat(c.words(), args)})
}

// runAsked asks for the rest of a request, and makes the change.
func (a *app) runAsked(ctx context.Context, o reviseOptions, given change.Request) error {
	r, err := revise.Open(ctx, a.host, o.packDir)
	if err != nil {
		return err
	}
	start := r.Start(ctx)
	request, uses, err := a.askForChange(ctx, r, start, given)
	if err != nil {
		return err
	}
	o.yes = o.yes || uses
	return a.revise(ctx, r, start, request, revision{reviseOptions: o, words: slices.Concat(request.Args(), o.typed(uses)), asked: true})
}

// revision is how a change was requested.
type revision struct {
	reviseOptions
	words []string // the command, without the program's name
	asked bool     // for some of it
}

func (r revision) request() document.Request {
	return document.Request{DryRun: r.dryRun, Diff: r.diff, Asked: r.asked}
}

// revise changes the service, or shows what would change.
func (a *app) revise(ctx context.Context, r *revise.Revision, start change.Service, request change.Request, how revision) error {
	verify, err := how.verification()
	if err != nil {
		return err
	}
	decided, err := request.Apply(start)
	if err != nil {
		return err
	}
	planned, err := r.Plan(ctx, decided)
	if err != nil {
		return err
	}
	command := append([]string{"newsvc"}, how.words...)
	doc := document.NewChange(planned, command, how.request())
	if doc.DryRun {
		return cmp.Or(a.Emit(doc), doc.Pending())
	}
	err = planned.Execute(ctx, revise.Options{
		Command:   command,
		AllowUses: how.yes, AllowUncommitted: how.uncommitted,
		Verify: verify,
		Announce: func() {
			if !a.JSON && !how.asked {
				a.Warn(doc)
			}
		},
	})
	if err != nil {
		return err
	}
	doc = document.NewChange(planned, command, how.request()) // go.mod may have changed since
	return cmp.Or(a.Emit(doc), doc.Pending())
}

// runsTests warns, in the help of a command that verifies what it does, that
// this runs the service's code.
const runsTests = "\n\nWhere Go is installed, this first builds, vets and tests a copy of the service. The\n" +
	"tests are code of the service and run with your rights, without the secrets in\n" +
	"your environment. In a service that you don't trust, use --no-verify."
