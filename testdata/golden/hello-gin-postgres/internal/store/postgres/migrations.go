package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/hello/internal/migrate"
	"example.com/hello/internal/store"
)

//go:embed migrations/*.sql
var scripts embed.FS

// Migrations returns the runner of the schema's migrations.
func (s *Store) Migrations() (*migrate.Runner, error) {
	folder, err := fs.Sub(scripts, "migrations")
	if err != nil {
		return nil, err
	}
	migrations, err := migrate.Load(folder)
	if err != nil {
		return nil, err
	}
	return migrate.NewRunner(migrationPool{s.pool}, migrations), nil
}

// nonePending returns an UnavailableError that names the migrations that are missing.
func nonePending(ctx context.Context, migrations *migrate.Runner) error {
	pending, err := migrations.Pending(ctx)
	if err != nil || len(pending) == 0 {
		return err
	}
	names := make([]string, len(pending))
	for i, migration := range pending {
		names[i] = migration.String()
	}
	return store.UnavailableError{Cause: fmt.Errorf("migrations are pending: %s", strings.Join(names, ", "))}
}

// migrationPool is a migrate.Database.
type migrationPool struct {
	pool *pgxpool.Pool
}

// Exclusively runs do in a transaction that holds the lock of all migrations.
func (p migrationPool) Exclusively(ctx context.Context, do func(context.Context, migrate.Journal) error) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := connect(ctx, waiting, p.pool)
	if err != nil {
		return err
	}
	defer conn.Release()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, statement := range []string{journalLock, createJournal} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return do(ctx, txJournal{tx})
	})
	return translate(ctx, ctx, conn.Conn(), err)
}

const (
	// journalLock takes a lock by an arbitrary number; nothing else may use it.
	journalLock   = `SELECT pg_advisory_xact_lock(7203391184562071)`
	createJournal = `CREATE TABLE IF NOT EXISTS "_migrations" (
    "position" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "id" text NOT NULL UNIQUE,
    "name" text NOT NULL,
    "checksum" text NOT NULL
)`
	journalRead   = `SELECT "id", "name", "checksum" FROM "_migrations" ORDER BY "position"`
	journalAdd    = `INSERT INTO "_migrations" ("id", "name", "checksum") VALUES ($1, $2, $3)`
	journalRemove = `DELETE FROM "_migrations" WHERE "id" = $1`
)

// txJournal is a migrate.Journal.
type txJournal struct {
	tx pgx.Tx
}

func (j txJournal) Entries(ctx context.Context) ([]migrate.Entry, error) {
	return queryAll(ctx, j.tx, func(entry *migrate.Entry) []any {
		return []any{&entry.ID, &entry.Name, &entry.Checksum}
	}, journalRead)
}

func (j txJournal) Add(ctx context.Context, entry migrate.Entry) error {
	_, err := j.tx.Exec(ctx, journalAdd, entry.ID, entry.Name, entry.Checksum)
	return err
}

func (j txJournal) Remove(ctx context.Context, id string) error {
	_, err := j.tx.Exec(ctx, journalRemove, id)
	return err
}

// Run uses the protocol that takes several statements at once.
func (j txJournal) Run(ctx context.Context, script string) error {
	_, err := j.tx.Exec(ctx, script, pgx.QueryExecModeSimpleProtocol)
	return err
}
