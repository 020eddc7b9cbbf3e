package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// standard are the linters that golangci-lint means by "default: standard".
var standard = []string{"errcheck", "govet", "ineffassign", "staticcheck", "unused"}

// TestLinters_Explained compares the linters that the adoption guide explains with those
// that services turn on.
func TestLinters_Explained(t *testing.T) {
	page, err := os.ReadFile("adoption.md")
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile(`(?s)\n## Why each linter is on\n.*?\n## `).Find(page)
	var explained []string
	for _, row := range regexp.MustCompile("(?m)^\\| `[^|]*").FindAll(section, -1) {
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllSubmatch(row, -1) {
			explained = append(explained, string(name[1]))
		}
	}
	slices.Sort(explained)
	paths, err := filepath.Glob("../testdata/golden/*/.golangci.yml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d services, %v", len(paths), err)
	}
	for _, path := range paths {
		if diff := cmp.Diff(enabled(t, path), explained); diff != "" {
			t.Errorf("%s (-on +explained):\n%s", path, diff)
		}
	}
}

// enabled returns the sorted names of the linters and formatters that a configuration turns on.
func enabled(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Linters struct {
			Default string
			Enable  []string
		}
		Formatters struct{ Enable []string }
	}
	if err := yaml.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	if c.Linters.Default != "standard" {
		t.Errorf("%s: the default is %s", path, c.Linters.Default)
	}
	names := slices.Concat(standard, c.Linters.Enable, c.Formatters.Enable)
	slices.Sort(names)
	return names
}
