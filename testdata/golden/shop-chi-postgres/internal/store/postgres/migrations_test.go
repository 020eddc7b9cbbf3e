package postgres_test

import (
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"example.com/shop/internal/config"
	"example.com/shop/internal/failure"
	"example.com/shop/internal/migrate"
	"example.com/shop/internal/store/postgres"
	"example.com/shop/internal/store/postgres/pgtest"
)

// runnerOf returns the runner of a store's migrations.
func runnerOf(t *testing.T, opened *postgres.Store) *migrate.Runner {
	t.Helper()
	runner, err := opened.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	return runner
}

func TestMigrationsGoDownAndUpAgain(t *testing.T) {
	runner := runnerOf(t, open(t, pgtest.NewSchema(t)))
	lines, err := runner.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range lines {
		if last, err := runner.Down(t.Context()); err != nil || last == nil {
			t.Fatalf("down: %v, %v", last, err)
		}
	}
	if pending, err := runner.Pending(t.Context()); err != nil || len(pending) != len(lines) {
		t.Errorf("pending: %v, %v; want all %d", pending, err, len(lines))
	}
	if applied, err := runner.Up(t.Context()); err != nil || len(applied) != len(lines) {
		t.Errorf("up: %v, %v; want all %d", applied, err, len(lines))
	}
}

// TestTenProcessesPrepareAtOnce starts this test again, ten times, on one database.
func TestTenProcessesPrepareAtOnce(t *testing.T) {
	if url := os.Getenv("TEST_PREPARE"); url != "" {
		open(t, url)
		return
	}
	url := pgtest.NewSchema(t)
	var running sync.WaitGroup
	for range 10 {
		running.Go(func() {
			command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTenProcessesPrepareAtOnce$") //nolint:gosec // It is this very program.
			command.Env = append(os.Environ(), "TEST_PREPARE="+url)
			if output, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v:\n%s", err, output)
			}
		})
	}
	running.Wait()
	lines, err := runnerOf(t, open(t, url)).Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if line.State != migrate.Applied {
			t.Errorf("%s is %s", line.ID, line.State)
		}
	}
}

func TestPrepareWaitsForMigrationsByHand(t *testing.T) {
	url := pgtest.NewSchema(t)
	waiting, err := postgres.Open(t.Context(), config.Database{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = waiting.Close() }()
	err = waiting.Prepare(t.Context())
	if failure.KindOf(err) != failure.Unavailable || !strings.Contains(err.Error(), "pending") {
		t.Errorf("prepare: %v, want an error of the kind Unavailable", err)
	}
	if err := waiting.Ping(t.Context()); failure.KindOf(err) != failure.Unavailable {
		t.Errorf("ping: %v, want an error of the kind Unavailable", err)
	}
	open(t, url)
	if err := waiting.Prepare(t.Context()); err != nil {
		t.Errorf("prepare: %v", err)
	}
	if err := waiting.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
}
