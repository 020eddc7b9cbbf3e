package cli

import (
	"context"
	"slices"

	"github.com/newsvc/newsvc/internal/ask"
	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/resource"
)

// run makes the change that was typed. In a terminal, it asks for what the
// arguments leave open.
func (o *reviseOptions) run(ctx context.Context, c changeCommand, args []string) error {
	short := c.incomplete(args)
	switch {
	case short == nil:
		return o.revise(ctx, slices.Concat(c.words(), args), func(s change.Service) (change.Change, error) {
			request, err := s.Parse(c.op, c.kind, args)
			if err != nil {
				return change.Change{}, err
			}
			return request.Apply(s)
		})
	case !o.app.mayAsk() || o.yes:
		return short
	}
	return o.runAsked(ctx, c.given(args))
}

// runAsked asks for the rest of a request, and makes the change.
func (o *reviseOptions) runAsked(ctx context.Context, given change.Request) error {
	request, err := o.ask(ctx, given)
	if err != nil {
		return err
	}
	return o.revise(ctx, slices.Concat(request.Args(), o.typed), request.Apply)
}

// ask asks for the rest of a request. The user who confirms it has seen what
// it breaks.
func (o *reviseOptions) ask(ctx context.Context, given change.Request) (change.Request, error) {
	r, err := o.open(ctx)
	if err != nil {
		return given, err
	}
	service := r.service(ctx)
	if given.Resource != "" && (given.Op != change.Add || given.Kind != change.Resource) {
		if err := service.Has(given.Resource); err != nil {
			return given, err
		}
	}
	figures, err := r.Pack.Figures()
	if err != nil {
		return given, err
	}
	uses := false
	request, err := ask.Revise(ctx, o.app.terminal(), ask.Revision{
		Title:    "newsvc " + string(given.Op) + ": " + r.Root,
		Manifest: r.Pack.Manifest,
		Figures:  figures,
		Kept:     r.Answers,
		Given:    given,
		Check:    checkText,
		Field: func(name string, f resource.Field) error {
			if service.Has(name) != nil {
				return nil // a new one
			}
			_, err := service.AddFields(name, f)
			return err
		},
		Preview: func(request change.Request) (string, error) {
			tried, opened := *r, *r.Service // each preview starts from the service as it is
			tried.Service = &opened
			lines, err := tried.foresee(ctx, request)
			uses = len(tried.uses) > 0
			return lines, err
		},
	})
	o.asked, o.yes, o.typed = true, o.yes || uses, o.flags(uses)
	return request, err
}

// flags are those that the same command needs without questions.
func (o *reviseOptions) flags(yes bool) []string {
	var flags []string
	for _, flag := range []struct {
		name string
		set  bool
	}{{"--yes", yes}, {"--verify", o.verify}, {"--no-verify", o.noVerify}, {"--dry-run", o.dryRun}, {"--diff", o.diff}} {
		if flag.set {
			flags = append(flags, flag.name)
		}
	}
	if o.packDir != "" {
		flags = append(flags, "--pack", o.packDir)
	}
	return flags
}

// foresee says what a request would do: a line for each file, and what is to
// be known before it.
func (r *revision) foresee(ctx context.Context, request change.Request) (string, error) {
	if err := r.plan(ctx, request.Apply); err != nil {
		return "", err
	}
	doc := r.document()
	var lines plain.Builder
	lines.Printf("\n%s%s\n", fileLines(doc.Files), doc.counted())
	for _, warning := range doc.warnings() {
		lines.Printf("%s\n", warning)
	}
	return lines.Text().String(), r.refuseUncommitted(ctx)
}

// terminal is where questions are put.
func (a *app) terminal() ask.Terminal {
	columns, rows := a.width(), 0
	if a.io.Size != nil {
		_, rows = a.io.Size()
	}
	term, _ := a.env.Lookup("TERM")
	return ask.Terminal{
		In: a.io.In, Out: a.io.Err,
		Columns: columns, Rows: rows,
		Plain:   a.env.On("ACCESSIBLE") || term == "dumb",
		Color:   !(a.env.Get("NO_COLOR") != ""),
		Environ: a.env.Environ(),
	}
}
