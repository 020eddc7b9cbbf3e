package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// TestREADME_OfTheTeam replaces the README, as a repository that has one before newsvc init
// does, and checks that the service's tests pass nevertheless. With a table of variables, they
// still compare it with the configuration.
func TestREADME_OfTheTeam(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a package of a service")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "testdata", "golden", "hello-gin-memory"))); err != nil {
		t.Fatal(err)
	}
	for text, passes := range map[string]bool{
		"# Our shop\n": true,
		"# Our shop\n\n| variable | default |\n|---|---|\n| `HTTP_ADDR` | `:8080` |\n": false,
	} {
		if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := output(t, dir, nil, "go", "test", "./internal/config")
		if passed := err == nil; passed != passes {
			t.Errorf("with the README\n%s\npassed: %t, want %t\n%s", text, passed, passes, out)
		}
	}
}
