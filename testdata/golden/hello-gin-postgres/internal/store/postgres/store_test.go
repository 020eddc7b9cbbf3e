package postgres_test

import (
	"testing"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
	"example.com/hello/internal/store/postgres"
	"example.com/hello/internal/store/postgres/pgtest"
	"example.com/hello/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		return open(t, pgtest.NewSchema(t))
	})
}

// open returns a store that is ready to serve.
func open(t *testing.T, url string) *postgres.Store {
	t.Helper()
	opened, err := postgres.Open(t.Context(), config.Database{URL: url, MigrateOnStart: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := opened.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return opened
}
