package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/config"
	"example.com/shop/internal/store"
	"example.com/shop/internal/store/postgres"
	"example.com/shop/internal/store/storetest"
)

// newSchema returns the URL of a new schema in the database at TEST_DATABASE_URL. It is
// dropped when the test ends. If the variable is not set, the test is skipped, or fails
// in CI.
func newSchema(t *testing.T) string {
	t.Helper()
	server := os.Getenv("TEST_DATABASE_URL")
	location, err := url.Parse(server)
	switch {
	case server == "" && os.Getenv("CI") == "true":
		t.Fatal("TEST_DATABASE_URL is not set")
	case server == "":
		t.Skip("set TEST_DATABASE_URL=postgres://USER@HOST/NAME to run this test in a PostgreSQL database")
	case err != nil || location.Host == "":
		t.Fatal("TEST_DATABASE_URL must be a URL: postgres://USER@HOST/NAME")
	}
	schema := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	execute(t, server, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { execute(t, server, "DROP SCHEMA "+schema+" CASCADE") })
	query := location.Query()
	query.Set("search_path", schema)
	location.RawQuery = query.Encode()
	return location.String()
}

func execute(t *testing.T, server, statement string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, location string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), config.Database{DatabaseURL: location, MigrateOnStart: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		s := open(t, newSchema(t))
		if err := s.Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func TestMigrations_DownAndUp(t *testing.T) {
	s := open(t, newSchema(t))
	var out bytes.Buffer
	for _, command := range []string{"up", "down", "up", "status"} {
		if err := s.Migrate(t.Context(), command, &out); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(out.String(), "pending") || !strings.Contains(out.String(), "applied") {
		t.Errorf("got %s", out.String())
	}
}

// Any number of replicas may start at the same time.
func TestPrepare_Concurrently(t *testing.T) {
	location := newSchema(t)
	var running sync.WaitGroup
	for range 5 {
		s := open(t, location)
		running.Go(func() {
			if err := s.Prepare(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
}

func TestOpen_InvalidURL(t *testing.T) {
	for location, cause := range map[string]string{
		"postgres://u:secret@host:port/db":                                       "port",
		"postgres://u:p@secret@host/db":                                          "%40",
		"postgres://u:12/secret@host/db":                                         "%2F",
		"postgres://u:secret@host/db?pool_max_conns=abc":                         "abc",
		"postgres://u:secret@host/db?sslmode=verify-full&sslrootcert=/no/ca.pem": "/no/ca.pem",
	} {
		_, err := postgres.Open(t.Context(), config.Database{DatabaseURL: location})
		if err == nil || !strings.Contains(err.Error(), "DATABASE_URL") || !strings.Contains(err.Error(), cause) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", location, err)
		}
	}
}

// The store is unavailable while the server doesn't respond or isn't running.
func TestStore_Unavailable(t *testing.T) {
	silent, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, "postgres://"+silent.Addr().String()+"/?sslmode=disable")
	for range 2 {
		start := time.Now()
		err := s.InTx(t.Context(), func(store.Repositories) error { return nil })
		if _, ok := errors.AsType[apperr.UnavailableError](err); !ok || time.Since(start) > 5*time.Second {
			t.Errorf("got %v after %s, want an apperr.UnavailableError", err, time.Since(start))
		}
		_ = silent.Close()
	}
}
