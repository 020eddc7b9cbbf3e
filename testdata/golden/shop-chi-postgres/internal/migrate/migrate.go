// Package migrate brings a database's schema up to date, by SQL files that are
// part of the program.
package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Database is what a Runner needs of a database.
type Database interface {
	// Exclusively runs do in one transaction, while no other process is in one of its
	// own. It commits when do returns nil.
	Exclusively(ctx context.Context, do func(ctx context.Context, journal Journal) error) error
}

// Journal runs scripts, and keeps what was run in the database itself.
type Journal interface {
	// Entries returns what was applied, in the order of application.
	Entries(ctx context.Context) ([]Entry, error)
	// Add records that a migration was applied.
	Add(ctx context.Context, entry Entry) error
	// Remove records that it was taken back.
	Remove(ctx context.Context, id string) error
	// Run runs a script of SQL.
	Run(ctx context.Context, script string) error
}

// Entry is a migration that was applied.
type Entry struct {
	ID       string
	Name     string
	Checksum string
}

// Runner applies migrations. Any number of processes may run one at once.
type Runner struct {
	database   Database
	migrations []Migration // in the order of ids
}

// NewRunner returns a runner for the migrations that Load returned.
func NewRunner(database Database, migrations []Migration) *Runner {
	return &Runner{database: database, migrations: migrations}
}

// Up applies what is missing, in the order of ids, each in a transaction of its own,
// and returns what it applied. One whose id precedes others that were applied is
// applied too. When a file that was applied has changed since, nothing is applied.
func (r *Runner) Up(ctx context.Context) ([]Migration, error) {
	var applied []Migration
	for {
		next, err := r.upOne(ctx)
		if err != nil || next == nil {
			return applied, err
		}
		applied = append(applied, *next)
	}
}

// upOne applies the first migration that is missing, and returns nil when none is.
func (r *Runner) upOne(ctx context.Context) (*Migration, error) {
	var next *Migration
	err := r.database.Exclusively(ctx, func(ctx context.Context, journal Journal) error {
		missing, err := r.missing(ctx, journal)
		if err != nil || len(missing) == 0 {
			return err
		}
		next = &missing[0]
		if err := journal.Run(ctx, next.Up); err != nil {
			return fmt.Errorf("apply %s: %w", next, err)
		}
		return journal.Add(ctx, Entry{ID: next.ID, Name: next.Name, Checksum: next.Checksum})
	})
	if err != nil {
		return nil, err
	}
	return next, nil
}

// Down takes back the migration that was applied last, and returns it; nil when
// there is none.
func (r *Runner) Down(ctx context.Context) (*Migration, error) {
	var last *Migration
	err := r.database.Exclusively(ctx, func(ctx context.Context, journal Journal) error {
		entries, err := journal.Entries(ctx)
		if err != nil || len(entries) == 0 {
			return err
		}
		entry := entries[len(entries)-1]
		at := slices.IndexFunc(r.migrations, func(m Migration) bool { return m.ID == entry.ID })
		if at < 0 {
			return fmt.Errorf("%s_%s was applied last, and this program doesn't have it", entry.ID, entry.Name)
		}
		last = &r.migrations[at]
		if err := journal.Run(ctx, last.Down); err != nil {
			return fmt.Errorf("take back %s: %w", last, err)
		}
		return journal.Remove(ctx, last.ID)
	})
	if err != nil {
		return nil, err
	}
	return last, nil
}

// Pending returns what Up would apply.
func (r *Runner) Pending(ctx context.Context) ([]Migration, error) {
	var pending []Migration
	err := r.database.Exclusively(ctx, func(ctx context.Context, journal Journal) error {
		missing, err := r.missing(ctx, journal)
		pending = missing
		return err
	})
	return pending, err
}

// missing returns what isn't applied. It is an error when what is applied has changed.
func (r *Runner) missing(ctx context.Context, journal Journal) ([]Migration, error) {
	entries, err := journal.Entries(ctx)
	if err != nil {
		return nil, err
	}
	applied := map[string]Entry{}
	for _, entry := range entries {
		applied[entry.ID] = entry
	}
	var missing []Migration
	var changed []error
	for _, migration := range r.migrations {
		entry, ok := applied[migration.ID]
		switch {
		case !ok:
			missing = append(missing, migration)
		case entry.Checksum != migration.Checksum:
			changed = append(changed, fmt.Errorf("%s has changed since it was applied: add a new migration instead", migration))
		}
	}
	return missing, errors.Join(changed...)
}
