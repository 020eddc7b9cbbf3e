package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/newsvc/newsvc/internal/ask"
	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/scaffold"
	"github.com/newsvc/newsvc/internal/settings"
	"github.com/newsvc/newsvc/internal/spec"
)

// given returns the answers in flags and in a file. Flags win.
func (a *app) given(ctx context.Context, o *initOptions) (spec.Answers, error) {
	var errs []error
	for _, assignment := range o.settings {
		errs = append(errs, o.flags.Set(assignment))
	}
	given := spec.Answers{Values: o.flags.Values}
	for i, text := range o.resources {
		var others []string
		for _, other := range slices.Delete(slices.Clone(o.resources), i, i+1) {
			others = append(others, resource.NameIn(other))
		}
		r, err := resource.Parse(text, others...)
		if err == nil {
			given.Resources = append(given.Resources, r)
		} else {
			given.Unread = append(given.Unread, resource.NameIn(text))
		}
		errs = append(errs, err)
	}
	file, err := scaffold.ReadAnswers(ctx, o.file, a.io.In)
	errs = append(errs, err)
	preset, err := o.presetAnswers()
	errs = append(errs, err)
	all := spec.Merge(preset, spec.Merge(file, given))
	return all, o.checkGiven(all, errors.Join(errs...))
}

// completeAnswers asks for the answers that weren't given, or fills in those
// that newsvc can guess when there is no one to ask.
func (a *app) completeAnswers(ctx context.Context, o *initOptions, target disk.Target, given spec.Answers) (answers spec.Answers, asked bool, err error) {
	user, err := settings.Read(ctx, a.env.ConfigFile())
	if err != nil {
		return given, false, err
	}
	guesser := scaffold.NewGuesser(ctx, a.host, target, user.Get(settings.ModulePrefix), o.noGit)
	o.derived = guesser.FillDerived(o.pack.Manifest, given.Values)
	if !a.asks(o, target) {
		guesser.Fill(o.pack.Manifest, given.Values)
		return given, false, nil
	}
	answers, err = a.ask(ctx, o, target, given, guesser)
	return answers, true, err
}

// checkGiven refuses, before anything else, answers that no further answer can make valid.
// It adds to the errors that are known already all others, so that the user sees them at
// once.
func (o *initOptions) checkGiven(given spec.Answers, known error) error {
	_, err := spec.Resolve(o.pack.Manifest, packstore.Ref(o.pack), given)
	errs := []error{known}
	invalid := known != nil
	var depends []error
	for _, e := range fault.All(err) {
		switch e.Code {
		case "missing_answer":
		case "refused", "needless_answer": // another answer may change that
			depends = append(depends, e)
		case "cycle": // a resource of it may be one that has an error
			if known == nil {
				errs, invalid = append(errs, e), true
			}
		default:
			errs, invalid = append(errs, e), true
		}
	}
	if invalid {
		errs = append(errs, depends...)
	}
	return scaffold.ByLine(o.file, errors.Join(errs...))
}

// asks reports whether newsvc asks for missing answers. In a folder with other
// files it asks only with --force, because without it, the only success is that
// there is nothing to do.
func (a *app) asks(o *initOptions, target disk.Target) bool {
	return a.mayAsk() && !o.yes && o.file != "-" && (target.State != disk.Full || o.force)
}

// ask asks for the answers that weren't given.
func (a *app) ask(ctx context.Context, o *initOptions, target disk.Target, given spec.Answers, guesser scaffold.Guesser) (spec.Answers, error) {
	m := o.pack.Manifest
	if o.preset != "" {
		m.Presets = nil // one was chosen
	}
	measured, err := benchmarks.Of(o.pack)
	if err != nil {
		return spec.Answers{}, err
	}
	answers, err := ask.Run(ctx, a.terminal(), ask.Request{
		Title:      "newsvc init: a service in " + target.Path,
		Manifest:   m,
		Benchmarks: measured,
		Given:      given,
		Default: func(option pack.Option, values map[string]any) any {
			value := guesser.Value(m, option, values)
			switch {
			case value == "":
				return nil
			case option.Format == pack.FormatName && spec.CheckName(value) != nil:
				return spec.SuggestName(value)
			}
			return value
		},
		Check: checkText,
		Verify: func(answers spec.Answers) error {
			_, err := spec.Resolve(m, packstore.Ref(o.pack), answers)
			return err
		},
		Summary: func(answers spec.Answers) string {
			resolved, err := spec.Resolve(m, packstore.Ref(o.pack), answers)
			if err != nil {
				return ""
			}
			rendered, err := render.Render(ctx, o.pack, resolved)
			if err != nil {
				return ""
			}
			return fmt.Sprintf("%d files in %s", len(rendered.Files), target.Path)
		},
	})
	return answers, a.continueHint(err, o.words(given), o.words(answers))
}

// checkText checks the answer to a text option, as it is typed, by the option's format.
func checkText(option pack.Option, text string) error {
	switch option.Format {
	case pack.FormatName:
		return spec.CheckName(text)
	case pack.FormatGoModule:
		return spec.CheckModule(text)
	case pack.FormatBranch:
		return spec.CheckBranch(text)
	case pack.FormatFolder:
		return spec.CheckFolder(text)
	}
	return nil
}
