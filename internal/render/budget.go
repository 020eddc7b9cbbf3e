package render

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
)

// The limits of rendering. A file of a real service takes a few hundred steps. One that
// reaches a limit for a file has taken about a tenth of a second.
const (
	maxSteps      = 100_000   // executed nodes of one file, fragment or path
	maxStepsTotal = 8_000_000 // for the whole service
	stepsAlways   = 1_000_000 // of these, for every service
	stepsPerField = 2_500     // of these, for each field of a resource or a step
	maxWork       = 16 << 20  // bytes that functions process for one file
	maxWorkTotal  = 256 << 20 // for the whole service
	maxValue      = 256 << 10 // bytes of one value
	maxList       = 10_000    // elements of a list that a function creates
	maxDepth      = 64        // partials within partials
	maxOutput     = 4 << 20   // bytes of one file
	maxTotal      = 64 << 20  // bytes of the service
	maxGo         = 1 << 20   // bytes of a Go file that is formatted
	maxBrackets   = 100       // nested brackets in one
	maxExpression = 20_000    // consecutive tokens of one without a bracket, comma or new line
	maxFiles      = 20_000    // files of the service
)

// limitError is the error of a template that reaches a limit.
type limitError struct {
	message string
	at      string // the file and line in the pack, if text/template doesn't know it
}

func (e *limitError) Error() string { return e.message }

func limit(format string, args ...any) error {
	return &limitError{message: fmt.Sprintf(format, args...)}
}

// budget counts the resources that rendering uses, and stops it at a limit.
type budget struct {
	ctx    context.Context
	total  int    // steps of the whole service
	most   int    // the limit of total
	bytes  int    // of the whole service
	at     string // the file of the pack that is being rendered or formatted
	worked int    // bytes that functions processed for the whole service
	steps  int
	work   int

	partials []string // the paths of those that are being executed
	line     int      // of the list of nodes that was entered last
}

// newBudget returns the budget for a service. It grows with the number of fields, for which
// templates are executed once or a few times.
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

// begin starts counting for a file, fragment or path.
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

// maxTime is the maximum time for rendering a service. Usually the other limits stop it long
// before that. This one is for cases that they don't cover.
const maxTime = 20 * time.Second

// errTime is the cause of a context that ended after maxTime.
var errTime = errors.New("rendering takes too long")

// within limits the time of a rendering.
func within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, errTime)
}

// ended returns why rendering has to stop, or nil.
func (b *budget) ended() error { return ended(b.ctx, b.at) }

// ended returns why rendering has to stop at a file of the pack, or nil.
func ended(ctx context.Context, at string) error {
	err := ctx.Err()
	if err == nil || !errors.Is(context.Cause(ctx), errTime) {
		return err
	}
	return fault.Failed("render_timeout", "%s: rendering the service takes too long, and didn't get beyond this file", at).
		WithHint("the pack does too much work here; if the machine is busy, try again")
}

// handle counts n bytes that a function reads or creates.
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

// value counts a text of n bytes before it is created.
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

// mark counts what the template does, according to a mark.
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

// located adds the location in the pack to a limitError.
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
