package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pressly/goose/v3"

	"example.com/hello/internal/apperr"
)

// Migrate executes a command on the schema: up applies all pending migrations, down
// rolls back the last one, and status lists all of them.
func Migrate(ctx context.Context, migrations *goose.Provider, command string, out io.Writer) error {
	var results []*goose.MigrationResult
	var err error
	switch command {
	case "up":
		results, err = migrations.Up(ctx)
	case "down":
		var result *goose.MigrationResult
		result, err = migrations.Down(ctx)
		results = append(results, result)
	default:
		var all []*goose.MigrationStatus
		all, err = migrations.Status(ctx)
		for _, migration := range all {
			_, _ = fmt.Fprintf(out, "%-8s %s\n", migration.State, migration.Source.Path)
		}
	}
	if err != nil {
		return err
	}
	for _, result := range results {
		_, _ = fmt.Fprintln(out, result)
	}
	return nil
}

// PrepareSchema applies all pending migrations, or returns an apperr.UnavailableError
// if some are pending and mayMigrate is false.
func PrepareSchema(ctx context.Context, migrations *goose.Provider, mayMigrate bool) error {
	limited, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	pending, err := migrations.HasPending(limited)
	switch {
	case err != nil || !pending:
		return err
	case !mayMigrate:
		return apperr.UnavailableError{Err: errors.New("migrations are pending: run the command migrate up")}
	}
	_, err = migrations.Up(ctx)
	return err
}
