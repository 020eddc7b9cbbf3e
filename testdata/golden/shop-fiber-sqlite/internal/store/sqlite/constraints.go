package sqlite

import (
	"context"
	"errors"
)

// suspicion is a constraint that a row may have violated.
type suspicion struct {
	query string // finds out whether it did
	args  []any
	err   error // says so
}

// diagnose returns the errors of the suspicions that hold, and refusal, which is why
// it is asked, when none does.
func diagnose(ctx context.Context, q querier, refusal error, suspicions ...suspicion) error {
	var found []error
	for _, suspicion := range suspicions {
		var violated bool
		if err := q.QueryRowContext(ctx, suspicion.query, suspicion.args...).Scan(&violated); err != nil {
			return errors.Join(refusal, err)
		}
		if violated {
			found = append(found, suspicion.err)
		}
	}
	if len(found) == 0 {
		return refusal
	}
	return errors.Join(found...)
}
