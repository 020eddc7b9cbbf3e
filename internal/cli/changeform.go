package cli

import (
	"context"

	"github.com/newsvc/newsvc/internal/ask"
	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/revise"
)

// askForChange asks for the rest of a request. It also returns whether the
// user's own files use what the change removes: the user who confirms the
// request has seen that.
func (a *app) askForChange(ctx context.Context, r *revise.Revision, start change.Service, given change.Request) (request change.Request, uses bool, err error) {
	if given.Resource != "" && (given.Op != change.Add || given.Kind != change.Resource) {
		if err := start.Has(given.Resource); err != nil {
			return given, false, err
		}
	}
	measured, err := benchmarks.Of(r.Pack)
	if err != nil {
		return given, false, err
	}
	request, err = ask.Revise(ctx, a.terminal(), ask.Revision{
		Title:      "newsvc " + string(given.Op) + ": " + r.Root,
		Manifest:   r.Pack.Manifest,
		Benchmarks: measured,
		Current:    r.Answers,
		Given:      given,
		Check:      checkText,
		Field: func(name string, f resource.Field) error {
			if start.Has(name) != nil {
				return nil // a new one
			}
			_, err := start.AddFields(name, f)
			return err
		},
		Preview: func(request change.Request) (string, error) {
			decided, err := request.Apply(start)
			if err != nil {
				return "", err
			}
			planned, err := r.Plan(ctx, decided)
			if err != nil {
				return "", err
			}
			uses = len(planned.Uses) > 0
			return document.NewChange(planned, nil, document.Request{}).Summary(), planned.CheckCommitted(ctx)
		},
	})
	command := func(r change.Request) []string { return append([]string{"newsvc"}, r.Args()...) }
	return request, uses, a.continueHint(err, command(given), command(request))
}

// terminal is where questions are asked.
func (a *app) terminal() ask.Terminal {
	columns, rows := a.width(), 0
	if a.io.Size != nil {
		_, rows = a.io.Size()
	}
	return ask.Terminal{
		In: a.io.In, Out: a.io.Err,
		Columns: columns, Rows: rows,
		Plain:   a.env.On("ACCESSIBLE") || a.env.Get("TERM") == "dumb",
		Color:   a.env.Get("NO_COLOR") == "",
		Environ: a.env.Environ(),
	}
}
