package plan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
)

// The limits of rendering. A file of a real service takes some hundred steps;
// one that reaches a limit of its own has run for about a tenth of a second.
const (
	maxSteps      = 100_000   // nodes that are run for one file, fragment or path
	maxStepsTotal = 8_000_000 // for the whole service
	stepsAlways   = 1_000_000 // of these, whatever it has
	stepsPerField = 2_500     // of these, for each field of a resource or of a step
	maxWork       = 16 << 20  // bytes that functions handle for one file
	maxWorkTotal  = 256 << 20 // for the whole service
	maxValue      = 256 << 10 // bytes of one value
	maxList       = 10_000    // elements of a list that a function makes
	maxDepth      = 64        // partials within partials
	maxOutput     = 4 << 20   // bytes of one file
	maxTotal      = 64 << 20  // bytes of the service
	maxGo         = 1 << 20   // bytes of a Go file that is formatted
	maxBrackets   = 100       // brackets within brackets in one
	maxExpression = 20_000    // tokens of one without a bracket, comma or new line among them
	maxLaid       = 20_000    // files of the service
)

// limitError says which limit a template has reached.
type limitError struct {
	message string
	at      string // the file and line of the pack, where text/template doesn't tell
}

func (e *limitError) Error() string { return e.message }

func limit(format string, args ...any) error {
	return &limitError{message: fmt.Sprintf(format, args...)}
}

// budget counts what rendering takes, and is what ends it.
type budget struct {
	ctx    context.Context
	total  int    // steps of the whole service
	most   int    // the limit of those
	bytes  int    // of the whole service
	at     string // the file of the pack that is rendered or formatted
	worked int    // bytes that functions handled for the whole service
	steps  int
	work   int

	partials []string // the paths of those that are being run
	line     int      // of the list of nodes that was begun last
}

// newBudget returns the budget of a service, which grows with what it has: a template
// runs once for a field, or a few times.
func newBudget(ctx context.Context, data Data) *budget {
	fields := 0
	for _, r := range data.Resources {
		fields += 1 + len(r.Fields)
	}
	for _, s := range data.Steps {
		fields += 1 + len(s.Fields)
	}
	return &budget{ctx: ctx, most: min(stepsAlways+stepsPerField*fields, maxStepsTotal)}
}

// begin starts the account of one file, fragment or path.
func (b *budget) begin(path string) { b.at, b.steps, b.work, b.partials = path, 0, 0, nil }

func (b *budget) step(cost int) error {
	b.steps += cost
	b.total += cost
	switch {
	case b.steps > maxSteps:
		return limit("it takes more than %d steps", maxSteps)
	case b.total > b.most:
		return limit("the service takes more than %d steps", b.most)
	}
	return b.ended()
}

// maxTime is how long a rendering may take. The other limits end it long before:
// this one is for what none of them foresees.
const maxTime = 20 * time.Second

// errTime is the cause of a context that ended because of maxTime.
var errTime = errors.New("rendering takes too long")

// within limits the time of a rendering.
func within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, errTime)
}

// ended returns why the rendering has to end, or nil.
func (b *budget) ended() error { return ended(b.ctx, b.at) }

// ended returns why a rendering that is at a file of the pack has to end, or nil.
func ended(ctx context.Context, at string) error {
	err := ctx.Err()
	if err == nil || !errors.Is(context.Cause(ctx), errTime) {
		return err
	}
	return fault.Failed("render_timeout", "%s: rendering the service takes too long, and didn't get beyond this file", at).
		WithHint("the pack does too much work here; if the machine is busy, try again")
}

// handle accounts for n bytes that a function reads or makes.
func (b *budget) handle(n int) error {
	b.work += n
	b.worked += n
	switch {
	case n < 0 || b.work > maxWork:
		return limit("its functions handle more than %d MiB", maxWork>>20)
	case b.worked > maxWorkTotal:
		return limit("the functions of the service handle more than %d MiB", maxWorkTotal>>20)
	}
	return nil
}

// value accounts for a text of n bytes before it is made.
func (b *budget) value(n int) error {
	if n < 0 || n > maxValue {
		return limit("a value is longer than %d KiB", maxValue>>10)
	}
	return b.handle(n)
}

// writer collects one file within the limits.
type writer struct {
	data   []byte
	budget *budget
}

func (w *writer) Write(p []byte) (int, error) {
	if m := pack.MarkOf(p); m.Kind != pack.NoMark {
		return len(p), w.mark(m)
	}
	if len(w.data)+len(p) > maxOutput {
		return 0, limit("it is longer than %d MiB", maxOutput>>20)
	}
	if w.budget.bytes += len(p); w.budget.bytes > maxTotal {
		return 0, limit("the service is longer than %d MiB", maxTotal>>20)
	}
	w.data = append(w.data, p...)
	return len(p), nil
}

// mark accounts for what the mark says that the template does.
func (w *writer) mark(m pack.Mark) error {
	b := w.budget
	switch m.Kind {
	case pack.Step:
		b.line = m.Line
		return b.located(b.step(m.Cost))
	case pack.Enter:
		if len(b.partials) == maxDepth {
			return b.located(limit("partials are nested more than %d deep", maxDepth))
		}
		b.partials = append(b.partials, m.Path)
	case pack.Leave:
		b.partials = b.partials[:len(b.partials)-1]
	case pack.NoMark:
	}
	return nil
}

// located adds where in the pack a limit was reached.
func (b *budget) located(err error) error {
	var reached *limitError
	if errors.As(err, &reached) {
		path := b.at
		if len(b.partials) > 0 {
			path = b.partials[len(b.partials)-1]
		}
		reached.at = fmt.Sprintf("%s:%d", path, b.line)
	}
	return err
}
