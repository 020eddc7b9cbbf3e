package cli

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/spec"
)

// maxAnswers bounds an answers file.
const maxAnswers = 4 << 20

// answersFile reads --answers. Standard input is read for "-" alone.
func (o *initOptions) answersFile(ctx context.Context) (spec.Answers, error) {
	name, input := o.file, o.app.io.In
	switch name {
	case "":
		return spec.Answers{}, nil
	case "-":
		name = "standard input"
	default:
		f, err := os.Open(name)
		if err != nil {
			return spec.Answers{}, unreadable(name, err)
		}
		defer f.Close()
		input = f
	}
	data, err := readAll(ctx, input)
	if ctx.Err() != nil {
		return spec.Answers{}, fault.Interrupted()
	}
	if err != nil {
		return spec.Answers{}, unreadable(name, err)
	}
	if len(data) > maxAnswers {
		return spec.Answers{}, fault.Usage("bad_answers", "%s has more than 4 MiB", name)
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

// readAll reads up to one byte more than answers may have. It returns as soon
// as ctx ends: an input that a person types has no end until they say so.
func readAll(ctx context.Context, input io.Reader) (data []byte, err error) {
	read := make(chan struct{})
	var all []byte
	var failed error
	go func() {
		all, failed = io.ReadAll(io.LimitReader(input, maxAnswers+1))
		close(read)
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-read:
		return all, failed
	}
}

func unreadable(name string, err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		err = path.Err
	}
	return fault.Usage("bad_answers", "read %s", name).Because(err).
		WithHint("--answers takes a YAML or JSON file, or - for standard input")
}
