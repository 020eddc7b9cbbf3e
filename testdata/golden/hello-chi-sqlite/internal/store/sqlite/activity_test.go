package sqlite_test

import (
	"path/filepath"
	"testing"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store/sqlite"
)

func TestPools(t *testing.T) {
	t.Parallel()
	opened, err := sqlite.Open(config.Database{URL: filepath.Join(t.TempDir(), "test.db"), MigrateOnStart: true})
	if err != nil {
		t.Fatal(err)
	}
	if pools := opened.Pools(); len(pools) != 0 {
		t.Errorf("before it is open: got %v", pools)
	}
	if err := opened.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := opened.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	pools := opened.Pools()
	if len(pools) != 2 || pools[0].Name != "read" || pools[0].Idle == 0 || pools[1].Name != "write" || pools[1].Max != 1 {
		t.Errorf("got %+v", pools)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	if pools := opened.Pools(); len(pools) != 0 {
		t.Errorf("after it was closed: got %v", pools)
	}
}
