package templates_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/resource"
)

// TestFieldTypes_ReachEverything names the places that lack a type of the grammar. The
// packages ask, contract and e2e have such a test of their own.
func TestFieldTypes_ReachEverything(t *testing.T) {
	table := load(t).Manifest.Types
	docs := read(t, "../docs/fields.md")
	projects, err := filepath.Glob("../testdata/golden/*/.newsvc.yaml")
	if err != nil || len(projects) == 0 {
		t.Fatalf("there are no golden projects (%v)", err)
	}
	var golden strings.Builder
	for _, project := range projects {
		golden.WriteString(read(t, project))
	}
	for _, typ := range resource.Types() {
		if _, ok := table[string(typ)]; !ok {
			t.Errorf("types in pack.yaml has no row for %s", typ)
		}
		if !regexp.MustCompile("(?m)^\\| (`[^|]*`, )?`" + string(typ) + "[`=]").MatchString(docs) {
			t.Errorf("the table of types in docs/fields.md has no row for %s", typ)
		}
		if !regexp.MustCompile(":" + string(typ) + `\b`).MatchString(golden.String()) {
			t.Errorf("no case in testdata/golden has a field of the type %s", typ)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
