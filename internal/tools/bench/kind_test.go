package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// TestRivalsBuild builds what services are compared with, with each framework and each
// store.
func TestRivalsBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds services")
	}
	newsvc := filepath.Join(t.TempDir(), "newsvc")
	if out, err := exec.Command("go", "build", "-o", newsvc, "../../../cmd/newsvc").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, k := range []kind{{framework: "chi", database: "sqlite"}, {framework: "echo", database: "postgres"}, {framework: "gin", database: "memory"}, {framework: "fiber", database: "postgres", everything: true}} {
		t.Run(k.String(), func(t *testing.T) {
			if err := k.make(newsvc, t.TempDir()); err != nil {
				t.Error(err)
			}
		})
	}
}
