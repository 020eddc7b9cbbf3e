// Package postgres stores data in a PostgreSQL database through a pool of connections.
package postgres

import (
	"context"
	"embed"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
)

const (
	// maxWait limits each call: the wait for a connection, for locks and for the response.
	maxWait        = 4 * time.Second
	connectTimeout = 2 * time.Second // for each host in DATABASE_URL
	maxConns       = 10              // unless DATABASE_URL has pool_max_conns
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is a store.Store.
type Store struct {
	cfg  config.Database
	pool *pgxpool.Pool
}

var _ store.Store = (*Store)(nil)

// Open returns the store in the database that the configuration names. It connects only
// when a connection is needed.
func Open(ctx context.Context, cfg config.Database) (*Store, error) {
	settings, err := parse(cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return nil, err
	}
	return &Store{cfg: cfg, pool: pool}, nil
}

// parse returns the settings of the pool. Its errors don't reveal the password.
func parse(location string) (*pgxpool.Config, error) {
	_, rest, _ := strings.Cut(location, "://")
	if login, host, found := strings.Cut(rest, "@"); found && strings.Contains(host, "@") || strings.Contains(login, "/") && found {
		return nil, errors.New("DATABASE_URL: in the user name and the password, write @ as %40 and / as %2F")
	}
	settings, err := pgxpool.ParseConfig(location)
	if failure, ok := errors.AsType[*pgconn.ParseConfigError](err); ok {
		failure.ConnString = "DATABASE_URL"
	}
	if err != nil {
		return nil, err
	}
	if !strings.Contains(location, "pool_max_conns") {
		settings.MaxConns = maxConns
	}
	settings.PingTimeout = connectTimeout / 2
	settings.ConnConfig.ConnectTimeout = connectTimeout
	mayKeep := settings.ConnConfig.OnPgError
	settings.ConnConfig.OnPgError = func(conn *pgconn.PgConn, err *pgconn.PgError) bool {
		// After a failover, a new connection may lead to the new primary server.
		return mayKeep(conn, err) && err.Code != readOnly
	}
	settings.ConnConfig.Tracer = statements{otelpgx.NewTracer()}
	settings.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		utc := &pgtype.TimestamptzCodec{ScanLocation: time.UTC}
		conn.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: utc})
		return nil
	}
	return settings, nil
}

// statements traces statements, but not the work of the pool.
type statements struct{ pgx.QueryTracer }

// Repositories returns repositories in which every call is a separate transaction.
func (s *Store) Repositories() store.Repositories { return repositories(s) }

// InTx runs fn in one transaction.
func (s *Store) InTx(ctx context.Context, fn func(store.Repositories) error) error {
	var tx pgx.Tx
	err := bounded(ctx, func(ctx context.Context) (err error) {
		tx, err = s.pool.Begin(ctx)
		return err
	})
	if err != nil {
		return err
	}
	defer func() { _ = bounded(ctx, tx.Rollback) }() // has no effect after Commit
	if err := fn(repositories(inTx{tx})); err != nil {
		return err
	}
	return bounded(ctx, tx.Commit)
}

// Prepare applies all migrations, or checks that none is pending.
func (s *Store) Prepare(ctx context.Context) error {
	return s.withMigrations(s.cfg.MigrateOnStart, func(m *goose.Provider) error {
		return translate(ctx, store.PrepareSchema(ctx, m, s.cfg.MigrateOnStart))
	})
}

// Migrate executes the command up, down or status. It retries for a minute while others
// use the tables.
func (s *Store) Migrate(ctx context.Context, command string, out io.Writer) error {
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Second) {
		err := s.withMigrations(command != "status", func(m *goose.Provider) error {
			return store.Migrate(ctx, m, command, out)
		})
		failure, ok := errors.AsType[*pgconn.PgError](err)
		if !ok || failure.Code != lockTimeout || time.Now().After(end) {
			return err
		}
	}
}

// withMigrations opens its own connections. Only one process at a time may lock the
// migrations. The lock is in a table, because poolers don't support session locks.
func (s *Store) withMigrations(locked bool, fn func(*goose.Provider) error) (err error) {
	db := stdlib.OpenDB(*s.pool.Config().ConnConfig)
	defer func() { err = errors.Join(err, db.Close()) }()
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithAllowOutofOrder(true)}
	if locked {
		locker, err := lock.NewPostgresTableLocker(
			lock.WithTableLeaseDuration(10*time.Second), // after the process has crashed
			lock.WithTableHeartbeatInterval(2*time.Second),
			lock.WithTableLockTimeout(500*time.Millisecond, 600),
			lock.WithTableUnlockTimeout(500*time.Millisecond, 4),
		)
		if err != nil {
			return err
		}
		options = append(options, goose.WithLocker(locker))
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, folder, options...)
	if err != nil {
		return err
	}
	return fn(provider)
}

// Ping checks that the server responds.
func (s *Store) Ping(ctx context.Context) error { return bounded(ctx, s.pool.Ping) }

// Close closes all connections.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// read runs fn on any connection.
func (s *Store) read(ctx context.Context, fn func(context.Context, querier) error) error {
	return bounded(ctx, func(ctx context.Context) error { return fn(ctx, s.pool) })
}

// write runs fn in a transaction.
func (s *Store) write(ctx context.Context, fn func(context.Context, querier) error) error {
	return bounded(ctx, func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return fn(ctx, tx) })
	})
}

// bounded runs fn for at most maxWait.
func bounded(ctx context.Context, fn func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	return translate(ctx, fn(limited))
}
