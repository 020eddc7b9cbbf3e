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

// attempt runs a statement. When a constraint refuses it, the error holds those of all
// the suspicions that are true.
func attempt(ctx context.Context, q querier, statement string, args []any, suspicions ...suspicion) error {
	_, err := q.ExecContext(ctx, statement, args...)
	if !violatesConstraint(err) {
		return err
	}
	return diagnose(ctx, q, err, suspicions)
}

// diagnose returns the errors of the suspicions that hold, and refusal, which is why
// it is asked, when none does.
func diagnose(ctx context.Context, q querier, refusal error, suspicions []suspicion) error {
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
