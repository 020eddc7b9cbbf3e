//go:build unix

package hostile

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	quotedWord = regexp.MustCompile("`([^`]+)`")
	testName   = regexp.MustCompile(`(?m)^func (Test\w+|Fuzz\w+)\(`)
)

// TestSecurityPage compares docs/SECURITY.md with the tests and attacks: each row of its
// table must name existing ones, and every attack must occur in a row.
func TestSecurityPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	cases := attacks(t)
	named := map[string]bool{}
	rows := 0
	for line := range strings.Lines(string(page)) {
		columns := strings.Split(line, " | ")
		if len(columns) != 3 || !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| threat") {
			continue
		}
		rows++
		enforcers := quotedWord.FindAllStringSubmatch(columns[2], -1)
		if len(enforcers) == 0 {
			t.Errorf("this row names no test: %s", columns[0])
		}
		for _, word := range enforcers {
			if strings.HasPrefix(word[1], "Test") || strings.HasPrefix(word[1], "Fuzz") {
				if !tests[word[1]] {
					t.Errorf("the test %s doesn't exist", word[1])
				}
				continue
			}
			found := false
			for _, a := range cases {
				if ok, err := filepath.Match(word[1], a.name); err == nil && ok {
					found, named[a.name] = true, true
				}
			}
			if !found {
				t.Errorf("the attack %s doesn't exist", word[1])
			}
		}
	}
	for _, a := range cases {
		if !named[a.name] {
			t.Errorf("no row contains the attack %s", a.name)
		}
	}
	if rows < 10 {
		t.Errorf("the table has %d rows", rows)
	}
}

// testNames returns the names of all tests.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, folder := range []string{"../../cmd", "../../internal", "../../templates"} {
		err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range testName.FindAllStringSubmatch(string(text), -1) {
				names[m[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}
