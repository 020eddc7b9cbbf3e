package render

import (
	"context"
	"errors"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// maxProblems is the number of problems after which Problems stops.
const maxProblems = 20

// Problems is Render for the author of a pack: its error is an errors.Join of the problems of
// all files, not only of the first one.
func Problems(ctx context.Context, p *pack.Pack, s spec.Spec) (Plan, error) {
	ctx, cancel := within(ctx, maxTime)
	defer cancel()
	r, err := newRenderer(ctx, p, s)
	if err != nil {
		return Plan{}, err
	}
	r.collecting = true
	plan, err := r.finish(r.addAll(s))
	for _, job := range r.format.jobs {
		if job.err != nil && !errors.Is(err, job.err) {
			r.problems = append(r.problems, job.err)
		}
	}
	return plan, errors.Join(append(r.problems, err)...)
}

// collect stores an error if all problems are wanted, and returns it otherwise.
func (r *renderer) collect(err error) error {
	if err == nil || !r.collecting || r.budget.ctx.Err() != nil || len(r.problems) >= maxProblems {
		return err
	}
	r.problems = append(r.problems, err)
	return nil
}
