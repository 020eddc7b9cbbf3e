package scaffold

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/spec"
)

// ReadAnswers reads a file of answers to the options of a pack. The name "-"
// stands for standard input, and "" for no file.
func ReadAnswers(ctx context.Context, name string, input io.Reader, m pack.Manifest) (spec.Answers, error) {
	var data []byte
	var err error
	switch name {
	case "":
		return spec.Answers{}, nil
	case "-":
		name = "standard input"
		data, err = rootfile.ReadStream(ctx, name, input, spec.MaxAnswers)
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
	if err := spec.CheckPack(m.Name, answers.Pack); err != nil {
		e := *fault.All(err)[0]
		e.Message = plain.Line(name) + ": " + e.Message
		return answers, &e
	}
	return answers, checkNames(name, answers, m)
}

// checkNames refuses answers to options that the pack does not have, and names
// the file.
func checkNames(file string, answers spec.Answers, m pack.Manifest) error {
	var names []string
	for _, o := range m.Options {
		names = append(names, o.Name)
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(answers.Values)) {
		if slices.Contains(names, name) {
			continue
		}
		err := fault.Usage("unknown_option", "%s: the pack %s has no option %q", file, m.Name, name)
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
	return fault.Usage("bad_answers", "read %s", name).WithCause(err).
		WithHint("--answers takes a YAML or JSON file, or - for standard input")
}
