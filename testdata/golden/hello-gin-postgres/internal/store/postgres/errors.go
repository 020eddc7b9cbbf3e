package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/hello/internal/failure"
	"example.com/hello/internal/store"
)

// connect returns a connection of the pool, when one is free before waiting, which comes
// of ctx, ends.
func connect(ctx, waiting context.Context, pool *pgxpool.Pool) (*pgxpool.Conn, error) {
	conn, err := pool.Acquire(waiting)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%w: %w", ctx.Err(), err)
	default:
		return nil, store.UnavailableError{Cause: err}
	}
}

// patiently runs do on a connection. The context given to do ends with patience.
func patiently(ctx context.Context, conn *pgx.Conn, do func(context.Context) error) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return translate(ctx, waiting, conn, do(waiting))
}

// translate returns an error of the connection as the store's callers know it.
func translate(ctx, waiting context.Context, conn *pgx.Conn, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && pgconn.Timeout(err):
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	case ctx.Err() == nil && waiting.Err() != nil && pgconn.Timeout(err):
		return store.UnavailableError{Cause: fmt.Errorf("no answer within %s: %w", patience, err)}
	case unavailable(err), conn.IsClosed() && failure.KindOf(err) == failure.Internal:
		return store.UnavailableError{Cause: err}
	default:
		return err
	}
}

// unavailable says whether err is one of the server, not of a statement: trying again
// later may help.
func unavailable(err error) bool {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return false
	}
	switch refusal.Code {
	case "25006", // read_only_sql_transaction: another server took over.
		"40001", // serialization_failure
		"40P01", // deadlock_detected
		"55P03": // lock_not_available
		return true
	}
	// Connections, authorization, databases that aren't there, resources, and what an operator does.
	for _, class := range []string{"08", "28", "3D", "53", "57", "58"} {
		if strings.HasPrefix(refusal.Code, class) {
			return true
		}
	}
	return false
}
