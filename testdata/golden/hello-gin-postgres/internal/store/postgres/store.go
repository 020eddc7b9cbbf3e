// Package postgres is a store in a PostgreSQL database, over a pool of connections.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
)

// patience is how long a call waits, for a connection, for a lock or for an answer,
// before the store counts as unavailable.
const patience = 4 * time.Second

// Store is a store.Store.
type Store struct {
	pool           *pgxpool.Pool
	migrateOnStart bool
	prepared       atomic.Bool
}

var _ store.Store = (*Store)(nil)

// Open returns a store in the database that is configured. It doesn't connect: what is
// wrong with the database is the error of the calls that follow.
func Open(ctx context.Context, cfg config.Database) (*Store, error) {
	settings, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, errors.New("DATABASE_URL: must be a PostgreSQL URL, or its KEY=VALUE form")
	}
	settings.ConnConfig.ConnectTimeout = patience
	settings.AfterConnect = registerTypes
	settings.ConnConfig.Tracer = queryTracer{}
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	return &Store{pool: pool, migrateOnStart: cfg.MigrateOnStart}, nil
}

// registerTypes says which values a connection reads otherwise than pgx would.
func registerTypes(_ context.Context, conn *pgx.Conn) error {
	// In UTC, not in the machine's zone.
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name:  "timestamptz",
		OID:   pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

// Repositories returns repositories whose every call is a transaction of its own.
func (s *Store) Repositories() store.Repositories {
	return repositoriesOf(s)
}

// InTx runs do in one transaction, as store.Store says.
func (s *Store) InTx(ctx context.Context, do func(ctx context.Context, repositories store.Repositories) error) error {
	conn, tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if err := do(ctx, repositoriesOf(txWork{tx})); err != nil {
		_ = patiently(ctx, conn.Conn(), tx.Rollback)
		return translate(ctx, ctx, conn.Conn(), err)
	}
	return patiently(ctx, conn.Conn(), tx.Commit)
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

// Ping asks the server.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, func(ctx context.Context, q querier) error {
		_, err := q.Exec(ctx, "SELECT 1")
		return err
	})
}

// Close closes the connections, once those in use are free.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// acquire returns a connection to a database that is prepared, to be released by the
// caller, or an UnavailableError when waiting, which comes of ctx, ends first.
func (s *Store) acquire(ctx, waiting context.Context) (*pgxpool.Conn, error) {
	if !s.prepared.Load() {
		return nil, store.UnavailableError{Cause: errors.New("it isn't prepared yet")}
	}
	return connect(ctx, waiting, s.pool)
}

// begin returns a transaction and its connection, to be released by the caller.
func (s *Store) begin(ctx context.Context) (*pgxpool.Conn, pgx.Tx, error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := s.acquire(ctx, waiting)
	if err != nil {
		return nil, nil, err
	}
	tx, err := conn.Begin(waiting)
	if err != nil {
		defer conn.Release()
		return nil, nil, translate(ctx, waiting, conn.Conn(), err)
	}
	return conn, tx, nil
}

// borrow runs do on a connection. The context given to do ends with patience, which the
// wait for the connection uses up as well.
func (s *Store) borrow(ctx context.Context, do func(context.Context, *pgxpool.Conn) error) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := s.acquire(ctx, waiting)
	if err != nil {
		return err
	}
	defer conn.Release()
	return translate(ctx, waiting, conn.Conn(), do(waiting, conn))
}

// read runs do on a connection.
func (s *Store) read(ctx context.Context, do func(context.Context, querier) error) error {
	return s.borrow(ctx, func(ctx context.Context, conn *pgxpool.Conn) error { return do(ctx, conn) })
}

// write runs do in a transaction.
func (s *Store) write(ctx context.Context, do func(context.Context, pgx.Tx) error) error {
	return s.borrow(ctx, func(ctx context.Context, conn *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return do(ctx, tx) })
	})
}
