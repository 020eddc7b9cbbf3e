// Package sqlite is a store in an SQLite database: one file, in WAL mode, with one
// connection that writes and several that read meanwhile.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
)

const (
	// patience is how long a call waits for its turn before the store counts as
	// unavailable.
	patience = 4 * time.Second
	// busyTimeout is how long SQLite waits at a time for another process; between the
	// times the caller's context is looked at.
	busyTimeout = "busy_timeout(200)"
)

// Store is a store.Store.
type Store struct {
	pools          connPools
	migrateOnStart bool
	prepared       atomic.Bool
}

var _ store.Store = (*Store)(nil)

// Open returns a store in the file that is configured. It doesn't touch the file:
// what is wrong with it is the error of the calls that follow.
func Open(cfg config.Database) (*Store, error) {
	location, err := parseURL(cfg.URL)
	if err != nil {
		return nil, err
	}
	return &Store{pools: connPools{location: location}, migrateOnStart: cfg.MigrateOnStart}, nil
}

// Repositories returns repositories whose every call is a transaction of its own.
func (s *Store) Repositories() store.Repositories {
	return repositoriesOf(s)
}

// InTx runs do in one transaction, as store.Store says.
func (s *Store) InTx(ctx context.Context, do func(ctx context.Context, repositories store.Repositories) error) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		return do(ctx, repositoriesOf(txWork{q}))
	})
}

// Prepare applies the migrations that are missing, or, where that isn't the service's
// part, returns an UnavailableError as long as some are.
func (s *Store) Prepare(ctx context.Context) error {
	migrations, err := s.Migrations()
	if err != nil {
		return err
	}
	if s.migrateOnStart {
		_, err = migrations.Up(ctx)
	} else {
		err = nonePending(ctx, migrations)
	}
	s.prepared.Store(err == nil)
	return err
}

// Ping reads from the file.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, func(ctx context.Context, q querier) error {
		var version int
		return q.QueryRowContext(ctx, `PRAGMA schema_version`).Scan(&version)
	})
}

// Close closes the connections, and writes what is in the log to the file.
func (s *Store) Close() error { return s.pools.close() }

// open returns the pools, or an UnavailableError.
func (s *Store) open() (reader, writer *sql.DB, err error) {
	if !s.prepared.Load() {
		return nil, nil, store.UnavailableError{Cause: errors.New("it isn't prepared yet")}
	}
	reader, writer, err = s.pools.open()
	if err != nil {
		return nil, nil, store.UnavailableError{Cause: err}
	}
	return reader, writer, nil
}

// read runs do on a connection that reads. do may run several times.
func (s *Store) read(ctx context.Context, do func(context.Context, querier) error) error {
	do = withSpans(ctx, do)
	return patiently(ctx, func(waiting context.Context) error {
		reader, _, err := s.open()
		if err != nil {
			return err
		}
		return do(waiting, reader)
	})
}

// write runs do in a transaction.
func (s *Store) write(ctx context.Context, do func(context.Context, querier) error) error {
	do = withSpans(ctx, do)
	var conn *sql.Conn
	var tx *sql.Tx
	if err := patiently(ctx, func(waiting context.Context) (err error) {
		conn, tx, err = s.begin(ctx, waiting)
		return err
	}); err != nil {
		return err
	}
	defer func() {
		_ = tx.Rollback() // Does nothing after a commit.
		_ = conn.Close()  // Returns it to the pool.
	}()
	if err := do(ctx, tx); err != nil {
		return translate(ctx, err)
	}
	return translate(ctx, tx.Commit())
}

// begin starts a transaction that lives as long as ctx, when it is its turn before
// waiting ends.
func (s *Store) begin(ctx, waiting context.Context) (*sql.Conn, *sql.Tx, error) {
	_, writer, err := s.open()
	if err != nil {
		return nil, nil, err
	}
	conn, err := writer.Conn(waiting)
	if err != nil {
		return nil, nil, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	return conn, tx, nil
}
