package tree_test

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/tree"
)

func TestCheckPath(t *testing.T) {
	for _, path := range []string{
		"a", "README.md", ".gitignore", ".github/workflows/ci.yml", "a/b c/d", "internal/über/x.go", "a..b", "...a", "{{.Name}}.go",
		"com", "com10", "console", "auxiliary.go", "nul1", "git", ".gitattributes", "newsvc.yaml", strings.Repeat("a", 120),
	} {
		if err := tree.CheckPath(path); err != nil {
			t.Errorf("%q is refused: %v", path, err)
		}
	}
	for path, want := range map[string]string{
		"":                           "it is empty",
		"/etc/passwd":                "it is absolute",
		"//host/share":               "it is absolute",
		"a//b":                       "an empty segment",
		"a/":                         "an empty segment",
		".":                          `the segment "."`,
		"./a":                        `the segment "."`,
		"..":                         `the segment ".."`,
		"../a":                       `the segment ".."`,
		"a/../../b":                  `the segment ".."`,
		`..\a`:                       `has the character '\\'`,
		`C:\a`:                       `has the character ':'`,
		"C:a":                        `has the character ':'`,
		"a:stream":                   `has the character ':'`,
		"a\x00b":                     `has the character '\x00'`,
		"a\nb":                       `has the character '\n'`,
		"a\u200db":                   `has the character '\u200d'`,
		"a\u202eb":                   `has the character '\u202e'`,
		"u\u0308":                    `has the character '`,
		"a\xffb":                     "it is not UTF-8",
		"a*":                         `has the character '*'`,
		"a.":                         "which Windows drops",
		"a ":                         "which Windows drops",
		"a./b":                       "which Windows drops",
		"... ":                       "which Windows drops",
		"con":                        "a device on Windows",
		"a/CON":                      "a device on Windows",
		"Nul.txt":                    "a device on Windows",
		"aux.tar.gz":                 "a device on Windows",
		"com1":                       "a device on Windows",
		"LPT9.log":                   "a device on Windows",
		"com¹":                       "a device on Windows",
		"con .txt":                   "a device on Windows",
		"conin$":                     "a device on Windows",
		".git/config":                "belongs to git",
		"a/.Git":                     "belongs to git",
		"GIT~1":                      "belongs to git",
		".\uff47\uff49\uff54/config": "belongs to git",
		".hg/hgrc":                   "belongs to another version control system",
		"a/.SVN/x":                   "belongs to another version control system",
		"_FOSSIL_":                   "belongs to another version control system",
		"a\u3164b":                   "has the character '\u3164'",
		"\u1100\u1161":               "isn't in Unicode's composed form",
		"\u212b":                     "isn't in Unicode's composed form",
		strings.Repeat("a", 121):     "a segment longer than 120 bytes",
		strings.Repeat("a/", 101):    "it is longer than 200 bytes",
	} {
		if err := tree.CheckPath(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", path, err, want)
		}
	}
}

func TestPaths_FindsConflicts(t *testing.T) {
	tests := map[string]struct {
		paths []string
		clash string // what the last one clashes with; empty: nothing
	}{
		"different files":                {[]string{"a", "b", "c/a", "c/b"}, ""},
		"the same file":                  {[]string{"a/b", "a/b"}, "a/b"},
		"another case":                   {[]string{"a/readme", "a/README"}, "a/readme"},
		"another case of a folder":       {[]string{"Docs/a", "docs/b"}, "Docs"},
		"a file where a folder is":       {[]string{"a/b", "a"}, "a"},
		"a folder where a file is":       {[]string{"a", "a/b"}, "a"},
		"a letter with three cases":      {[]string{"k", "\u212a"}, "k"},
		"a letter that only looks alike": {[]string{"a", "а"}, ""},
		"a letter and a decomposed one":  {[]string{"\u00e4", "A\u0308"}, "\u00e4"},
		"a syllable and its jamo":        {[]string{"\uac00", "\u1100\u1161"}, "\uac00"},
		"compatibility jamo":             {[]string{"\u1100", "\u3131"}, "\u1100"},
		"a ligature":                     {[]string{"file", "\ufb01le"}, "file"},
		"a letter with a fullwidth form": {[]string{"a/b", "\uff21/b"}, "a"},
		"a sharp s":                      {[]string{"strasse", "stra\u00dfe"}, "strasse"},
		"a long s":                       {[]string{"s", "\u017f"}, "s"},
		"an ohm and an omega":            {[]string{"\u2126", "\u03c9"}, "\u2126"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var paths tree.Paths
			last := len(tt.paths) - 1
			for i, path := range tt.paths {
				other, owner, ok := paths.Add(path, "owner")
				if want := i < last || tt.clash == ""; ok != want {
					t.Fatalf("adding %q: got %t", path, ok)
				}
				if !ok && (other != tt.clash || owner != "owner") {
					t.Errorf("it clashes with %q of %q, want %q", other, owner, tt.clash)
				}
			}
		})
	}
}

func TestFold(t *testing.T) {
	for _, same := range [][2]string{
		{"README.md", "readme.MD"}, {"\u00c4", "a\u0308"}, {"\uac00", "\u1100\u1161"}, {"k", "\u212a"}, {"\u03c3", "\u03c2"}, {"\u1e9e", "ss"},
	} {
		if tree.Fold(same[0]) != tree.Fold(same[1]) {
			t.Errorf("%+q and %+q are the same to some file system", same[0], same[1])
		}
	}
	for _, other := range [][2]string{{"a", "b"}, {"a", "\uff41"}, {"2", "\u00b2"}} {
		if tree.Fold(other[0]) == tree.Fold(other[1]) {
			t.Errorf("%+q and %+q are different files", other[0], other[1])
		}
	}
}
