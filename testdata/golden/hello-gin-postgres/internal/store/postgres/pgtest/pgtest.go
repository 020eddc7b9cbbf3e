// Package pgtest gives tests a place in a real PostgreSQL database.
package pgtest

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// NewSchema makes an empty schema in the database at TEST_DATABASE_URL, and returns the
// URL of a database that has only that. The schema is dropped when the test ends. Without
// the variable, the test is skipped; in CI, it fails.
func NewSchema(t *testing.T) string {
	t.Helper()
	server := os.Getenv("TEST_DATABASE_URL")
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("TEST_DATABASE_URL is not set")
		}
		t.Skip("set TEST_DATABASE_URL to the URL of a PostgreSQL database to run this test: postgres://USER@HOST/NAME")
	}
	location, err := url.Parse(server)
	if err != nil || !strings.HasPrefix(location.Scheme, "postgres") {
		t.Fatal("TEST_DATABASE_URL must be a URL: postgres://USER@HOST/NAME")
	}
	schema := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	run(t, server, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { run(t, server, "DROP SCHEMA "+schema+" CASCADE") })
	query := location.Query()
	query.Set("search_path", schema)
	location.RawQuery = query.Encode()
	return location.String()
}

func run(t *testing.T, server, statement string) {
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
