package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// suspicion is a constraint that a statement may have violated.
type suspicion struct {
	constraint string
	query      string // finds out whether it did
	args       []any
	err        error // says so
}

// attempt runs a statement. When a constraint refuses it, the transaction stays
// usable, and the error holds those of all the suspicions that are true.
func attempt(ctx context.Context, tx pgx.Tx, statement string, args []any, suspicions ...suspicion) error {
	batch := &pgx.Batch{}
	batch.Queue(`SAVEPOINT attempt`)
	batch.Queue(statement, args...)
	batch.Queue(`RELEASE SAVEPOINT attempt`)
	err := tx.SendBatch(ctx, batch).Close()
	refusal, refused := errors.AsType[*pgconn.PgError](err)
	if !refused || refusal.ConstraintName == "" {
		return err
	}
	if _, err := tx.Exec(ctx, `ROLLBACK TO SAVEPOINT attempt`); err != nil {
		return err
	}
	return diagnose(ctx, tx, refusal, suspicions)
}

// diagnose returns the errors of the suspicions that are true. The one that the refusal
// names is: the row that it collided with may be gone by now.
func diagnose(ctx context.Context, q querier, refusal *pgconn.PgError, suspicions []suspicion) error {
	var found []error
	for _, suspicion := range suspicions {
		violated := suspicion.constraint == refusal.ConstraintName
		if !violated {
			if err := q.QueryRow(ctx, suspicion.query, suspicion.args...).Scan(&violated); err != nil {
				return errors.Join(refusal, err)
			}
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
