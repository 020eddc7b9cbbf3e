// Package sqlite stores data in an SQLite database: one file in WAL mode, with one
// connection for writing and several for reading.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver

	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
)

// maxWait limits the wait for a connection, and then the wait for another process's lock.
const maxWait = 2 * time.Second

//go:embed migrations/*.sql
var migrations embed.FS

// Store is a store.Store.
type Store struct {
	cfg    config.Database
	reader *sql.DB
	writer *sql.DB
}

var _ store.Store = (*Store)(nil)

// Open returns the store in the file that the configuration names. It opens the file
// only when it is needed.
func Open(cfg config.Database) (*Store, error) {
	reader, err := open(cfg, "query_only(1)")
	if err != nil {
		return nil, err
	}
	writer, err := open(cfg, "foreign_keys(1)", "journal_mode(WAL)")
	if err != nil {
		return nil, err
	}
	reader.SetMaxOpenConns(4)
	reader.SetMaxIdleConns(4)
	writer.SetMaxOpenConns(1)
	return &Store{cfg: cfg, reader: reader, writer: writer}, nil
}

// open returns a pool of connections to the file with the given pragmas.
func open(cfg config.Database, pragmas ...string) (*sql.DB, error) {
	location := cfg.DatabaseURL
	if !strings.HasPrefix(location, "file:") {
		location = "file:" + (&url.URL{Path: location}).EscapedPath()
	}
	path, query, _ := strings.Cut(location, "?")
	values, err := url.ParseQuery(query)
	if err != nil || strings.Contains(path, "://") && !strings.HasPrefix(path, "file:///") || strings.Contains(path, ":memory:") || values.Get("mode") == "memory" {
		return nil, errors.New("DATABASE_URL: must be the path of a file, or a file: URI")
	}
	values.Set("_txlock", "immediate")
	values.Set("_time_integer_format", "unix_micro")
	values.Set("_inttotime", "1")
	values.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", maxWait.Milliseconds()))
	for _, pragma := range pragmas {
		values.Add("_pragma", pragma)
	}
	db, err := sql.Open("sqlite", path+"?"+values.Encode())
	if err != nil {
		return nil, err
	}
	db.SetConnMaxLifetime(time.Minute) // so that a replaced file is noticed
	return db, nil
}

// Repositories returns repositories in which every call is a separate transaction.
func (s *Store) Repositories() store.Repositories { return repositories(s) }

// InTx runs fn in one transaction.
func (s *Store) InTx(ctx context.Context, fn func(store.Repositories) error) error {
	return s.write(ctx, func(_ context.Context, tx querier) error {
		return fn(repositories(inTx{tx}))
	})
}

// Prepare applies all migrations, or checks that none is pending.
func (s *Store) Prepare(ctx context.Context) error {
	return s.withMigrations(func(m *goose.Provider) error {
		return translate(ctx, store.PrepareSchema(ctx, m, s.cfg.MigrateOnStart))
	})
}

// Migrate executes the command up, down or status.
func (s *Store) Migrate(ctx context.Context, command string, out io.Writer) error {
	return s.withMigrations(func(m *goose.Provider) error {
		return store.Migrate(ctx, m, command, out)
	})
}

// withMigrations opens a connection without foreign keys, so that a migration can
// rebuild a table that others refer to.
func (s *Store) withMigrations(fn func(*goose.Provider) error) (err error) {
	db, err := open(s.cfg, "journal_mode(WAL)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, folder, goose.WithAllowOutofOrder(true))
	if err != nil {
		return err
	}
	return fn(provider)
}

// Ping reads from the file.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, func(ctx context.Context, db querier) error {
		var version int
		return db.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version)
	})
}

// Measure adds both pools to the metrics.
func (s *Store) Measure() {
	for name, db := range map[string]*sql.DB{"read": s.reader, "write": s.writer} {
		pool := fmt.Sprintf("{pool=%q}", name)
		metrics.GetOrCreateGauge("db_connections_in_use"+pool, func() float64 { return float64(db.Stats().InUse) })
		metrics.GetOrCreateGauge("db_connections_idle"+pool, func() float64 { return float64(db.Stats().Idle) })
		metrics.GetOrCreateGauge("db_connections_max"+pool, func() float64 { return float64(db.Stats().MaxOpenConnections) })
		metrics.GetOrCreateGauge("db_connection_waits"+pool, func() float64 { return float64(db.Stats().WaitCount) })
	}
}

// Close closes all connections.
func (s *Store) Close() error {
	return errors.Join(s.reader.Close(), s.writer.Close())
}

// read runs fn on a connection for reading.
func (s *Store) read(ctx context.Context, fn func(context.Context, querier) error) error {
	bounded, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	return translate(ctx, fn(bounded, s.reader))
}

// write runs fn in a transaction.
func (s *Store) write(ctx context.Context, fn func(context.Context, querier) error) error {
	bounded, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	conn, err := s.writer.Conn(bounded)
	if err != nil {
		return translate(ctx, err)
	}
	defer func() { _ = conn.Close() }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return translate(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // has no effect after Commit
	if err := fn(ctx, tx); err != nil {
		return translate(ctx, err)
	}
	return translate(ctx, tx.Commit())
}
