package cli

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/spec"
)

// answersFile reads --answers. Standard input is read for "-" alone.
func (o *initOptions) answersFile(ctx context.Context) (spec.Answers, error) {
	name := o.file
	var data []byte
	var err error
	switch name {
	case "":
		return spec.Answers{}, nil
	case "-":
		name = "standard input"
		data, err = rootfile.ReadStream(ctx, name, o.app.io.In, spec.MaxAnswers)
	default:
		data, err = rootfile.ReadInput(ctx, name, spec.MaxAnswers)
	}
	if ctx.Err() != nil {
		return spec.Answers{}, fault.Interrupted()
	}
	if err != nil {
		return spec.Answers{}, unreadable(name, err)
	}
	answers, err := spec.ParseAnswers(name, data)
	if err != nil {
		return answers, err
	}
	return answers, o.checkNames(name, answers)
}

// checkNames refuses answers that no option of the pack asks for, naming the file.
func (o *initOptions) checkNames(file string, answers spec.Answers) error {
	var errs []error
	names := optionNames(o.pack.Manifest)
	for _, name := range slices.Sorted(maps.Keys(answers.Values)) {
		if slices.Contains(names, name) {
			continue
		}
		err := fault.Usage("unknown_option", "%s: the pack %s has no option %q", file, o.pack.Manifest.Name, name)
		if near := fault.Nearest(name, names); near != "" {
			err = err.WithHint("did you mean %s?", near)
		} else {
			err = err.WithHint("the options are %s", strings.Join(names, ", "))
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func unreadable(name string, err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		err = path.Err
	}
	return fault.Usage("bad_answers", "read %s", name).Because(err).
		WithHint("--answers takes a YAML or JSON file, or - for standard input")
}
