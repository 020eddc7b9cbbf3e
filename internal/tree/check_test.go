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
		"ordinary paths":               {[]string{"go.mod", "cmd/a/main.go", ".gitignore", ".github/workflows/ci.yml", "docs/ä b.md"}, ""},
		"names that only look alike":   {[]string{"console.go", "com.go", "lpt10", "auxiliary/nul_test.go", ".gitkeep"}, ""},
		"a path out of the folder":     {[]string{"../x"}, "clean path"},
		"a path that comes back":       {[]string{"a/../b"}, "clean path"},
		"an absolute path":             {[]string{"/etc/x"}, "clean path"},
		"an empty path":                {[]string{""}, "clean path"},
		"a Windows path":               {[]string{`a\b`}, `'\\'`},
		"a Windows drive":              {[]string{"c:x"}, "':'"},
		"git's folder":                 {[]string{".git/hooks/pre-commit"}, "git's own"},
		"git's folder in capitals":     {[]string{"sub/.GIT/config"}, "git's own"},
		"a device":                     {[]string{"a/con"}, "device"},
		"a device with an extension":   {[]string{"a/Aux.go"}, "device"},
		"a numbered device":            {[]string{"com1.txt"}, "device"},
		"a trailing dot":               {[]string{"a./b"}, "dot or a space"},
		"a control character":          {[]string{"a\x1b[2J"}, "character"},
		"invalid UTF-8":                {[]string{"a\xff"}, "UTF-8"},
		"a long name":                  {[]string{strings.Repeat("x", 256)}, "255"},
		"files that differ in case":    {[]string{"README.md", "readme.md"}, "clashes"},
		"folders that differ in case":  {[]string{"A/x", "a/y"}, "clashes"},
		"a file that must be a folder": {[]string{"a", "a/b"}, "folder where"},
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
