package app

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"example.com/shop/internal/migrate"
)

// migrate changes the schema by hand, or tells where it stands.
func (c commandLine) migrate(ctx context.Context, args []string) (err error) {
	if len(args) != 1 {
		return errUsage
	}
	opened, err := openStore(ctx, c.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	runner, err := opened.Migrations()
	if err != nil {
		return err
	}
	switch args[0] {
	case "up":
		return c.migrateUp(ctx, runner)
	case "down":
		return c.migrateDown(ctx, runner)
	case "status":
		return c.migrateStatus(ctx, runner)
	default:
		return errUsage
	}
}

func (c commandLine) migrateUp(ctx context.Context, runner *migrate.Runner) error {
	applied, err := runner.Up(ctx)
	for _, migration := range applied {
		_, _ = fmt.Fprintln(c.stdout, "applied", migration)
	}
	if err == nil && len(applied) == 0 {
		_, err = fmt.Fprintln(c.stdout, "nothing to apply")
	}
	return err
}

func (c commandLine) migrateDown(ctx context.Context, runner *migrate.Runner) error {
	last, err := runner.Down(ctx)
	if err != nil {
		return err
	}
	if last == nil {
		_, err = fmt.Fprintln(c.stdout, "nothing to take back")
		return err
	}
	_, err = fmt.Fprintln(c.stdout, "took back", last)
	return err
}

func (c commandLine) migrateStatus(ctx context.Context, runner *migrate.Runner) error {
	lines, err := runner.Status(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", line.ID, line.State, line.Name)
	}
	return table.Flush()
}
