// Package ask asks the user for missing answers. It asks the same questions in a
// form, drawn with huh, or in plain lines for screen readers and terminals that
// can't draw.
package ask

import (
	"context"
	"io"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Request is what to ask.
type Request struct {
	Title    string        // of the whole form, in a few words
	Manifest pack.Manifest // whose options are asked
	Figures  pack.Figures  // measurements of its services
	Given    spec.Answers  // which aren't asked again

	// Default returns the initial answer, given those so far; nil: there is none.
	Default func(o pack.Option, values map[string]any) any
	// Check reports what is wrong with the answer to a text option.
	Check func(o pack.Option, text string) error
	// Field reports why a field can't be added to a resource; nil: it can.
	Field func(resource string, f resource.Field) error
	// Verify reports what is wrong with the answers as a whole.
	Verify func(spec.Answers) error
	// Summary says in a few lines what confirming will do.
	Summary func(spec.Answers) string
}

// Terminal is where to ask.
type Terminal struct {
	In            io.Reader // a terminal's input: an *os.File for the drawn form
	Out           io.Writer
	Columns, Rows int      // zero: not known
	Plain         bool     // ask in lines, draw nothing
	Color         bool     // colors may be used
	Environ       []string // NAME=VALUE: decides which colors the terminal has
}

// Run asks until everything is answered and confirmed, and returns the given
// answers and the new ones. Its error is fault.Interrupted after Ctrl-C, when the
// context is cancelled, and when the user declines. The end of input is a failure,
// never an answer. Run reads no further than the line of the last answer.
func Run(ctx context.Context, t Terminal, r Request) (spec.Answers, error) {
	f := flow{r}
	s, err := t.ask(ctx, f)
	if err != nil {
		return spec.Answers{}, err
	}
	return f.answers(s), nil
}

// ask asks the questions of a course, and returns the state after the last one.
func (t Terminal) ask(ctx context.Context, c course) (state, error) {
	trail := newTrail(c)
	front := draw
	if t.Plain {
		front = askInLines
	}
	err := front(ctx, t, trail)
	return trail.state, err
}
