package tree_test

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/tree"
)

func TestCheckRefusesWhatCannotBeLaidEverywhere(t *testing.T) {
	cases := map[string]struct {
		paths []string
		want  string // in the error; empty: none
	}{
		"ordinary paths":               {[]string{"go.mod", "cmd/a/main.go", ".newsvc.yaml", ".github/workflows/ci.yml", "docs/ä b.md"}, ""},
		"a path out of the folder":     {[]string{"a", "../x"}, `the path "../x" can't be laid: it has the segment ".."`},
		"files that differ in case":    {[]string{"README.md", "readme.md"}, `the path "readme.md" can't be laid beside "README.md"`},
		"folders that differ in case":  {[]string{"A/x", "a/y"}, `beside "A"`},
		"a file that must be a folder": {[]string{"a", "a/b"}, `the path "a/b" can't be laid beside "a"`},
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
