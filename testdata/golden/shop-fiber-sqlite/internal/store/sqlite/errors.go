package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"example.com/shop/internal/store"
)

// patiently tries until the database isn't busy, for as long as ctx and patience last.
// The context given to try ends with them.
func patiently(ctx context.Context, try func(waiting context.Context) error) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := try(waiting)
		if resultCode(err) == sqlite3.SQLITE_BUSY {
			select {
			case <-time.After(10 * time.Millisecond):
				continue
			case <-waiting.Done():
			}
		}
		if err != nil && ctx.Err() == nil && waiting.Err() != nil {
			return store.UnavailableError{Cause: fmt.Errorf("no answer within %s: %w", patience, err)}
		}
		return translate(ctx, err)
	}
}

// translate returns err as the store's callers know it.
func translate(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && (gaveUp(err) || errors.Is(err, sql.ErrTxDone)):
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	case unavailable(err):
		return store.UnavailableError{Cause: err}
	default:
		return err
	}
}

// gaveUp says whether err is one of waiting.
func gaveUp(err error) bool {
	return resultCode(err) == sqlite3.SQLITE_BUSY || resultCode(err) == sqlite3.SQLITE_INTERRUPT
}

// unavailable says whether err is one of the file, not of a statement.
func unavailable(err error) bool {
	switch resultCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY:
		return true
	default:
		return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
	}
}

// violatesConstraint says whether err is the refusal of a row.
func violatesConstraint(err error) bool {
	return resultCode(err) == sqlite3.SQLITE_CONSTRAINT
}

// resultCode returns SQLite's primary result code, and 0 when err isn't SQLite's.
func resultCode(err error) int {
	failed, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return 0
	}
	return failed.Code() & 0xff
}
