package sqlite_test

import (
	"path/filepath"
	"testing"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
	"example.com/hello/internal/store/sqlite"
	"example.com/hello/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		path := filepath.ToSlash(filepath.Join(t.TempDir(), "test.db"))
		return open(t, "file:"+path+"?_pragma=synchronous(OFF)") // Nothing here outlives the test.
	})
}

// open returns a store that is ready to serve.
func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	opened, err := sqlite.Open(config.Database{URL: path, MigrateOnStart: true})
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
