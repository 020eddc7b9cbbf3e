package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"example.com/hello/internal/migrate"
	"example.com/hello/internal/store"
)

//go:embed migrations/*.sql
var scripts embed.FS

// Migrations returns the runner of the schema's migrations. It makes the file when
// there is none.
func (s *Store) Migrations() (*migrate.Runner, error) {
	folder, err := fs.Sub(scripts, "migrations")
	if err != nil {
		return nil, err
	}
	migrations, err := migrate.Load(folder)
	if err != nil {
		return nil, err
	}
	return migrate.NewRunner(migrationFile{s.pools.location}, migrations), nil
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

// migrationFile is a migrate.Database.
type migrationFile struct {
	location fileLocation
}

// Exclusively runs do in a transaction without checks of foreign keys, so that a table
// that is referred to can be rebuilt; they are checked in the end.
func (f migrationFile) Exclusively(ctx context.Context, do func(context.Context, migrate.Journal) error) error {
	if err := f.create(); err != nil {
		return store.UnavailableError{Cause: err}
	}
	db, err := sql.Open("sqlite", f.location.dsn(busyTimeout, "foreign_keys(0)", "journal_mode(WAL)"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return patiently(ctx, func(waiting context.Context) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // Does nothing after a commit.
		if _, err := tx.ExecContext(waiting, journalTable); err != nil {
			return err
		}
		if err := do(ctx, txJournal{tx}); err != nil {
			return err
		}
		if err := checkReferences(ctx, tx); err != nil {
			return err
		}
		return tx.Commit()
	})
}

// create makes an empty database when there is none.
func (f migrationFile) create() error {
	file, err := os.OpenFile(f.location.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// checkReferences returns an error when a row refers to one that isn't there.
func checkReferences(ctx context.Context, q querier) error {
	var table, parent string
	var row, key sql.NullInt64
	err := q.QueryRowContext(ctx, `PRAGMA foreign_key_check`).Scan(&table, &row, &parent, &key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("a row of %s refers to one of %s that isn't there", table, parent)
}

const (
	journalTable = `CREATE TABLE IF NOT EXISTS "_migrations" (
    "position" INTEGER NOT NULL PRIMARY KEY,
    "id" TEXT NOT NULL UNIQUE,
    "name" TEXT NOT NULL,
    "checksum" TEXT NOT NULL
) STRICT`
	journalRead   = `SELECT "id", "name", "checksum" FROM "_migrations" ORDER BY "position"`
	journalAdd    = `INSERT INTO "_migrations" ("id", "name", "checksum") VALUES (?1, ?2, ?3)`
	journalRemove = `DELETE FROM "_migrations" WHERE "id" = ?1`
)

// txJournal is a migrate.Journal.
type txJournal struct {
	querier querier
}

func (j txJournal) Entries(ctx context.Context) ([]migrate.Entry, error) {
	return queryAll(ctx, j.querier, func(entry *migrate.Entry) []any {
		return []any{&entry.ID, &entry.Name, &entry.Checksum}
	}, journalRead)
}

func (j txJournal) Add(ctx context.Context, entry migrate.Entry) error {
	_, err := j.querier.ExecContext(ctx, journalAdd, entry.ID, entry.Name, entry.Checksum)
	return err
}

func (j txJournal) Remove(ctx context.Context, id string) error {
	_, err := j.querier.ExecContext(ctx, journalRemove, id)
	return err
}

func (j txJournal) Run(ctx context.Context, script string) error {
	_, err := j.querier.ExecContext(ctx, script)
	return err
}
