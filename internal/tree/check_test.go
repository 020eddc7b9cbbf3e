package tree_test

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/tree"
)

func TestTree_CheckRejectsUnportablePaths(t *testing.T) {
	cases := map[string]struct {
		paths []string
		want  string // in the error; empty: none
	}{
		"ordinary paths":               {[]string{"go.mod", "cmd/a/main.go", ".newsvc.yaml", ".github/workflows/ci.yml", "docs/ä b.md"}, ""},
		"a path out of the folder":     {[]string{"a", "../x"}, `the path "../x" is not portable: it has the segment ".."`},
		"files that differ in case":    {[]string{"README.md", "readme.md"}, `the paths "readme.md" and "README.md" conflict`},
		"folders that differ in case":  {[]string{"A/x", "a/y"}, `and "A" conflict`},
		"a file that must be a folder": {[]string{"a", "a/b"}, `the paths "a/b" and "a" conflict`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			files := tree.Tree{}
			for _, path := range c.paths {
				files[path] = tree.File{}
			}
			err := files.Check()
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want one with %q", err, c.want)
			}
		})
	}
}
