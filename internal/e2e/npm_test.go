package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// npmTools is a folder with npm packages.
type npmTools struct{ dir string }

// npmInstall installs packages, each NAME@VERSION, in a new folder. Without npm, the
// test is skipped, or fails in CI.
func npmInstall(t *testing.T, packages ...string) npmTools {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		const how = "npm isn't installed: apt-get install npm"
		if os.Getenv("CI") != "" {
			t.Fatal(how)
		}
		t.Skip(how)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "package.json"), `{"private": true}`)
	run(t, dir, nil, npm, append([]string{"install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"}, packages...)...)
	return npmTools{dir}
}

// program returns the path of a program in the packages.
func (n npmTools) program(name string) string {
	return filepath.Join(n.dir, "node_modules", ".bin", name)
}
