// Package ask asks the user for the answers that are missing. It shows the
// questions as a form that it draws, or as plain lines for screen readers and
// for terminals that can't draw.
package ask

import (
	"context"
	"io"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Request says what to ask for a new service.
type Request struct {
	Title      string           // the title of the whole form, in a few words
	Manifest   pack.Manifest    // the pack whose options are asked
	Benchmarks benchmarks.Table // the benchmarks of the pack's services
	Given      spec.Answers     // the answers that aren't asked again

	// Default returns the initial answer, given the answers so far, or nil if
	// there is none.
	Default func(o pack.Option, values map[string]any) any
	// Check returns the error in the answer to a text option.
	Check func(o pack.Option, text string) error
	// Field returns an error if the field can't be added to the resource.
	Field func(resource string, f resource.Field) error
	// Verify returns the errors in the complete answers.
	Verify func(spec.Answers) error
	// Summary describes what confirming will do, one line for each effect.
	Summary func(spec.Answers) string
}

// Terminal describes the terminal in which to ask.
type Terminal struct {
	In            io.Reader // the terminal's input; the drawn form needs an *os.File
	Out           io.Writer
	Columns, Rows int      // 0 if unknown
	Plain         bool     // ask in plain lines instead of drawing
	Color         bool     // whether colors may be used
	Environ       []string // NAME=VALUE; determines which colors the terminal supports
}

// Run asks until all answers are given and confirmed. It returns the given
// answers together with the new ones. Ctrl-C, a cancelled context and declining
// the summary return fault.Interrupted, and the answers until then. The end of
// input is an error and never counts as an answer. Run doesn't read beyond the
// last answer's line.
func Run(ctx context.Context, t Terminal, r Request) (spec.Answers, error) {
	f := flow{r}
	s, err := t.ask(ctx, f)
	if err != nil {
		return f.soFar(s), err
	}
	return f.answers(s), nil
}

// ask asks a questionnaire's questions and returns the state after the last one.
func (t Terminal) ask(ctx context.Context, c questionnaire) (state, error) {
	session := newSession(c)
	front := draw
	if t.Plain {
		front = askInLines
	}
	err := front(ctx, t, session)
	return session.state, err
}
