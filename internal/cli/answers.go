package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/ask"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// known are the answers given by flags and a file; flags win.
func (o *initOptions) known(ctx context.Context) (spec.Answers, error) {
	var errs []error
	for _, assignment := range o.settings {
		errs = append(errs, o.flags.set(assignment))
	}
	given := spec.Answers{Values: o.flags.values}
	for i, text := range o.resources {
		r, err := resource.Parse(text, namesIn(slices.Delete(slices.Clone(o.resources), i, i+1))...)
		errs = append(errs, err)
		given.Resources = append(given.Resources, r)
	}
	file, err := o.answersFile(ctx)
	errs = append(errs, err)
	return spec.Merge(file, given), errors.Join(errs...)
}

// namesIn returns the names of resources in their written form.
func namesIn(resources []string) []string {
	var names []string
	for _, text := range resources {
		name, _, _ := strings.Cut(strings.TrimSpace(text), " ")
		name, _, _ = strings.Cut(name, "/")
		names = append(names, name)
	}
	return names
}

// settle asks for what is left open where there is someone to ask, and fills
// in what the machine knows: the folder's name, the remote's path.
func (o *initOptions) settle(ctx context.Context, target disk.Target, known spec.Answers) (answers spec.Answers, asked bool, err error) {
	config, err := readConfig(o.app.env.ConfigFile())
	if err != nil {
		return known, false, err
	}
	guess := guesser{target: target, prefix: config.ModulePrefix}
	guess.repo, _ = o.app.host.Git.At(target.Git) // one that can't be read has no remote to guess by
	if o.asks(target) {
		if err := o.checkKnown(known); err != nil {
			return known, false, err
		}
		known, err = o.ask(ctx, known, guess)
		return known, true, err
	}
	for _, option := range o.pack.Manifest.Options {
		if _, ok := known.Values[option.Name]; ok || !applies(option, o.pack.Manifest, known.Values) {
			continue
		}
		if value := guess.value(o.pack.Manifest, option, known.Values); value != "" {
			known.Values[option.Name] = value
		}
	}
	return known, false, nil
}

// checkKnown refuses given answers that no further answer can make right, so
// that nobody is asked a dozen questions first.
func (o *initOptions) checkKnown(known spec.Answers) error {
	_, err := spec.Resolve(o.pack.Manifest, packstore.Ref(o.pack), known)
	var errs []error
	for _, e := range fault.All(err) {
		switch e.Code {
		case "missing_answer", "refused", "needless_answer": // asking may settle it
		default:
			errs = append(errs, e)
		}
	}
	return errors.Join(errs...)
}

// asks reports whether questions are put. In a full folder they are with
// --force alone: without it, all that can be found is that nothing is left to do.
func (o *initOptions) asks(target disk.Target) bool {
	return o.app.mayAsk() && !o.yes && o.file != "-" && (target.State != disk.Full || o.force)
}

// applies reports whether an option is asked, given the answers.
func applies(option pack.Option, m pack.Manifest, values map[string]any) bool {
	complete := map[string]any{}
	for _, other := range m.Options {
		if other.Default != nil {
			complete[other.Name] = other.Default
		}
	}
	maps.Copy(complete, values)
	return option.When.Holds(complete)
}

// ask puts the open questions to the person at the terminal.
func (o *initOptions) ask(ctx context.Context, known spec.Answers, guess guesser) (spec.Answers, error) {
	m := o.pack.Manifest
	figures, err := o.pack.Figures()
	if err != nil {
		return spec.Answers{}, err
	}
	return ask.Run(ctx, o.app.terminal(), ask.Request{
		Title:    "newsvc init: a service in " + guess.target.Path,
		Manifest: m,
		Figures:  figures,
		Known:    known,
		Default: func(option pack.Option, values map[string]any) any {
			if value := guess.value(m, option, values); value != "" {
				if option.Format == pack.FormatName && spec.CheckName(value) != nil {
					return spec.SuggestName(value)
				}
				return value
			}
			return nil
		},
		Check: checkText,
		Verify: func(answers spec.Answers) error {
			_, err := spec.Resolve(m, packstore.Ref(o.pack), answers)
			return err
		},
		Summary: func(answers spec.Answers) string { return o.promise(ctx, guess.target, answers) },
	})
}

// checkText holds a text, as it is typed, to its option's format.
func checkText(option pack.Option, text string) error {
	switch option.Format {
	case pack.FormatName:
		return spec.CheckName(text)
	case pack.FormatGoModule:
		return spec.CheckModule(text)
	}
	return nil
}

// promise says what confirming would do.
func (o *initOptions) promise(ctx context.Context, target disk.Target, answers spec.Answers) string {
	service, err := spec.Resolve(o.pack.Manifest, packstore.Ref(o.pack), answers)
	if err != nil {
		return ""
	}
	planned, err := plan.Render(ctx, o.pack, service)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d files in %s", len(planned.Files), target.Path)
}
