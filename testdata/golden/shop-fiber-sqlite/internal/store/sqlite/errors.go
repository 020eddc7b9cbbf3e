package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"example.com/shop/internal/apperr"
)

// translate turns a database error into one that the service's other packages know. It
// returns all other errors unchanged.
func translate(ctx context.Context, err error) error {
	failure, ok := errors.AsType[*sqlite.Error](err)
	switch {
	case err == nil:
		return nil
	case ok && failure.Code()&0xff == sqlite3.SQLITE_CONSTRAINT:
		return conflict(failure)
	case ctx.Err() != nil && (ok || errors.Is(err, sql.ErrTxDone)):
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	case ok && unavailable(failure), ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded), errors.Is(err, driver.ErrBadConn):
		return apperr.UnavailableError{Err: err}
	default:
		return err
	}
}

// unavailable reports whether the error concerns the file, not a statement.
func unavailable(err *sqlite.Error) bool {
	switch err.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_INTERRUPT,
		sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY:
		return true
	default:
		return false
	}
}

// conflict returns the error for a violated constraint. SQLite's message names a unique
// index over an expression as index 'NAME', and another one as TABLE.COLUMN.
func conflict(err *sqlite.Error) error {
	if violatesForeignKey(err) {
		return apperr.ConflictError{Detail: "a referenced resource doesn't exist"}
	}
	_, constraint, _ := strings.Cut(err.Error(), "constraint failed: ")
	switch constraint, _, _ = strings.Cut(strings.TrimPrefix(constraint, "UNIQUE constraint failed: "), " ("); constraint {
	case "index 'customers_email_key'":
		return apperr.ConflictError{Field: "email", Detail: "is taken"}
	case "orders.number":
		return apperr.ConflictError{Field: "number", Detail: "is taken"}
	default:
		return err
	}
}

// violatesForeignKey reports whether a reference has no target. SQLite doesn't say which.
func violatesForeignKey(err error) bool {
	failure, ok := errors.AsType[*sqlite.Error](err)
	return ok && failure.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}
