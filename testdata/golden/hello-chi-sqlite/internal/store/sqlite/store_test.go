package sqlite_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
	"example.com/hello/internal/store/sqlite"
	"example.com/hello/internal/store/storetest"
)

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(config.Database{DatabaseURL: path, MigrateOnStart: true})
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
		s := open(t, filepath.Join(t.TempDir(), "test.db"))
		if err := s.Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func TestMigrations_DownAndUp(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
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
