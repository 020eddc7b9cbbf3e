package cli

import (
	"context"
	"slices"

	"github.com/newsvc/newsvc/internal/ask"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/resource"
)

// run makes a change of what was typed. What that leaves open is asked where
// there is someone to ask.
func (o *reviseOptions) run(ctx context.Context, c revising, args []string) error {
	words := slices.Concat(c.words, args)
	short := c.incomplete(args)
	switch {
	case short == nil:
		return o.carryOut(ctx, words)
	case !o.app.mayAsk() || o.yes:
		return short
	}
	return o.runAsked(ctx, words)
}

// runAsked asks for the rest of a command, and carries it out.
func (o *reviseOptions) runAsked(ctx context.Context, words []string) error {
	words, err := o.ask(ctx, words)
	if err != nil {
		return err
	}
	return o.carryOut(ctx, words)
}

func (o *reviseOptions) carryOut(ctx context.Context, words []string) error {
	o.typed = slices.Concat(words, o.typed)
	return o.revise(ctx, decide(words))
}

// ask puts the questions that make a whole command of the words. Whoever
// confirms has seen what it breaks.
func (o *reviseOptions) ask(ctx context.Context, words []string) ([]string, error) {
	r, err := o.open(ctx)
	if err != nil {
		return nil, err
	}
	service := r.service(ctx)
	if len(words) > 2 && words[0]+words[1] != ask.Add+ask.Resource {
		if err := service.Has(words[2]); err != nil {
			return nil, err
		}
	}
	figures, err := r.pack.Figures()
	if err != nil {
		return nil, err
	}
	uses := false
	words, err = ask.Revise(ctx, o.app.terminal(), ask.Revision{
		Title:    "newsvc " + words[0] + ": " + r.root,
		Manifest: r.pack.Manifest,
		Figures:  figures,
		Kept:     r.answers,
		Typed:    words,
		Check:    checkText,
		Field: func(name string, f resource.Field) error {
			if service.Has(name) != nil {
				return nil // a new one
			}
			_, err := service.AddFields(name, f)
			return err
		},
		Preview: func(command []string) (string, error) {
			tried, service := *r, *r.opened // each preview starts from the service as it is
			tried.opened = &service
			lines, err := tried.foresee(ctx, command)
			uses = len(tried.uses) > 0
			return lines, err
		},
	})
	o.asked, o.yes, o.typed = true, o.yes || uses, o.flags(uses)
	return words, err
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

// foresee says what a command would do: a line for each file, and what is to
// be known before it.
func (r *revision) foresee(ctx context.Context, command []string) (string, error) {
	if err := r.plan(ctx, decide(command)); err != nil {
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
