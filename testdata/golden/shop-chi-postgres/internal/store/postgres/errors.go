package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"example.com/shop/internal/apperr"
)

// translate turns a database error into one that the service's other packages know. It
// returns all other errors unchanged.
func translate(ctx context.Context, err error) error {
	failure, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case err == nil:
		return nil
	case ok && failure.ConstraintName != "":
		return conflict(failure)
	case ok && unavailable(failure.Code):
		return apperr.UnavailableError{Err: err}
	case ok || !unreachable(err):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	default:
		return apperr.UnavailableError{Err: err}
	}
}

// unavailable reports whether the error concerns the server, not a statement.
func unavailable(code string) bool {
	switch code[:2] {
	case "08", "28", "3D", "53", "57", "58": // connection, login, missing database, resources, operator, system
		return true
	}
	// The server is read-only, or the transaction conflicted with another one.
	return slices.Contains([]string{readOnly, "40001", "40P01", lockTimeout}, code)
}

const (
	readOnly            = "25006"
	lockTimeout         = "55P03"
	foreignKeyViolation = "23503"
)

// unreachable reports whether the connection failed or the response took too long.
func unreachable(err error) bool {
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	_, connected := errors.AsType[net.Error](err) // also context.DeadlineExceeded
	return connecting || connected || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err)
}

// conflict returns the error for a violated constraint.
func conflict(err *pgconn.PgError) error {
	switch err.ConstraintName {
	case "products_sku_key":
		return apperr.ConflictError{Field: "sku", Detail: "is taken"}
	case "reviews_product_id_fkey":
		return apperr.ConflictError{Field: "product_id", Detail: "refers to a resource that does not exist"}
	default:
		return err
	}
}
