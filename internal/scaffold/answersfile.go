package scaffold

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/spec"
)

// standardInput is the name of standard input in errors.
const standardInput = "standard input"

// ReadAnswers reads a file of answers. The name "-" stands for standard input, and
// "" for no file. With an error, it returns the answers that have none.
func ReadAnswers(ctx context.Context, name string, input io.Reader) (spec.Answers, error) {
	var data []byte
	var err error
	switch name {
	case "":
		return spec.Answers{}, nil
	case "-":
		name = standardInput
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
	return spec.ParseAnswersFile(name, data)
}

func unreadable(name string, err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		err = path.Err
	}
	return fault.Usage("bad_answers", "read %s", name).WithCause(err).
		WithHint("--answers takes a YAML or JSON file, or - for standard input")
}
