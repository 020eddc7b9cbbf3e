package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// TestBareProgramsBuild builds what services are measured beside, with each framework and
// each store.
func TestBareProgramsBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds services")
	}
	newsvc := filepath.Join(t.TempDir(), "newsvc")
	if out, err := exec.Command("go", "build", "-o", newsvc, "../../../cmd/newsvc").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, k := range []kind{{framework: "chi", database: "sqlite"}, {framework: "echo", database: "postgres"}, {framework: "gin", database: "memory"}, {framework: "fiber", database: "sqlite"}} {
		t.Run(k.String(), func(t *testing.T) {
			if _, err := k.build(newsvc, filepath.Join(t.TempDir(), "bare"), k.strip, "--features", ""); err != nil {
				t.Error(err)
			}
		})
	}
}
