package plan

import (
	"context"
	"fmt"
)

// The limits of rendering. A file of a real service takes some hundred steps;
// one that reaches a limit of its own has run for about a tenth of a second.
const (
	maxSteps      = 100_000    // nodes that are run for one file, fragment or path
	maxStepsTotal = 10_000_000 // for the whole service
	maxWork       = 16 << 20   // bytes that functions handle for one file
	maxValue      = 256 << 10  // bytes of one value
	maxList       = 10_000     // elements of a list that a function makes
	maxDepth      = 64         // partials within partials
	maxOutput     = 4 << 20    // bytes of one file
	maxTotal      = 64 << 20   // bytes of the service
	maxLaid       = 20_000     // files of the service
)

// limitError says which limit a template has reached.
type limitError struct{ message string }

func (e *limitError) Error() string { return e.message }

func limit(format string, args ...any) error {
	return &limitError{fmt.Sprintf(format, args...)}
}

// budget counts what rendering takes, and is what ends it. Its methods are
// the guards that the parsed templates call.
type budget struct {
	ctx   context.Context
	total int // steps of the whole service
	bytes int // of the whole service
	steps int
	work  int
	depth int
}

// begin starts the account of one file, fragment or path.
func (b *budget) begin() { b.steps, b.work, b.depth = 0, 0, 0 }

func (b *budget) step(cost int) (string, error) {
	b.steps += cost
	b.total += cost
	switch {
	case b.steps > maxSteps:
		return "", limit("it takes more than %d steps", maxSteps)
	case b.total > maxStepsTotal:
		return "", limit("the service takes more than %d steps", maxStepsTotal)
	}
	return "", b.ctx.Err()
}

func (b *budget) enter() (string, error) {
	if b.depth++; b.depth > maxDepth {
		return "", limit("partials are nested more than %d deep", maxDepth)
	}
	return "", nil
}

func (b *budget) leave() string {
	b.depth--
	return ""
}

// handle accounts for n bytes that a function reads or makes.
func (b *budget) handle(n int) error {
	if b.work += n; n < 0 || b.work > maxWork {
		return limit("its functions handle more than %d MiB", maxWork>>20)
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
	if len(w.data)+len(p) > maxOutput {
		return 0, limit("it is longer than %d MiB", maxOutput>>20)
	}
	if w.budget.bytes += len(p); w.budget.bytes > maxTotal {
		return 0, limit("the service is longer than %d MiB", maxTotal>>20)
	}
	w.data = append(w.data, p...)
	return len(p), nil
}
