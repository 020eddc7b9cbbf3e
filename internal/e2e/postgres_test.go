package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
)

// TestPostgres_Failures runs tests inside a generated service that simulate failures of
// the server, the network and a pooler.
func TestPostgres_Failures(t *testing.T) {
	if testing.Short() {
		t.Skip("generates and builds a service")
	}
	w := newWorld(t)
	if w.server == nil {
		t.Skip("PostgreSQL isn't installed")
	}
	g := w.generate(t, service{values: answers("chi", contract.Postgres), resources: checkedResources})
	if err := os.CopyFS(filepath.Join(g.dir, "internal", "store", "postgres"), os.DirFS(filepath.Join("testdata", "postgres"))); err != nil {
		t.Fatal(err)
	}
	run(t, g.dir, []string{"TEST_DATABASE_URL=" + w.server.Database(t)}, "go", "test", "-count=1", "./internal/store/postgres")
}
