// Package ask asks a person what answers leave open. The same questions are
// put as a form, drawn with huh, or in plain lines for screen readers and
// terminals that can't draw.
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
	Figures  pack.Figures  // what was measured of its services
	Known    spec.Answers  // what was answered already, and isn't asked again

	// Default returns the answer to begin with, given those so far; nil: none.
	Default func(o pack.Option, values map[string]any) any
	// Check reports what is wrong with the answer to a text option.
	Check func(o pack.Option, text string) error
	// Field reports why a resource can't have a field more; nil: it can.
	Field func(resource string, f resource.Field) error
	// Verify reports what is wrong with the answers as a whole.
	Verify func(spec.Answers) error
	// Summary says, in a line for each thing, what confirming will do.
	Summary func(spec.Answers) string
}

// Terminal is where to ask.
type Terminal struct {
	In            io.Reader // a terminal's input: an *os.File for the drawn form
	Out           io.Writer
	Columns, Rows int      // zero: not known
	Plain         bool     // ask in lines, draw nothing
	Color         bool     // colors may be used
	Environ       []string // NAME=VALUE: says which colors the terminal has
}

// Run asks until everything is answered and confirmed, and returns the known
// answers with what was asked. Ctrl-C, a cancelled context and a person who
// decides against it give fault.Interrupted. An end of input is a failure,
// and never an answer. Run reads no further than the last answer's line.
func Run(ctx context.Context, t Terminal, r Request) (spec.Answers, error) {
	f := flow{r}
	s, err := t.put(ctx, f)
	if err != nil {
		return spec.Answers{}, err
	}
	return f.answers(s), nil
}

// put puts the questions of a course, and returns the state after the last.
func (t Terminal) put(ctx context.Context, c course) (state, error) {
	trail := newTrail(c)
	ask := draw
	if t.Plain {
		ask = askInLines
	}
	err := ask(ctx, t, trail)
	return trail.state, err
}
