//go:build linux

package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "update the output in the pages of docs")

// elsewhere says what happens to a command that a page doesn't run.
type elsewhere struct {
	test    string // the test that runs it, or more than it
	instead string // the command that is run in its place
	used    bool
}

// pages lists what is special about a page.
var pages = map[string]struct {
	fast      bool // runs with -short too
	noGo      bool // Go isn't in the path, so that no command builds or tests a copy of the service
	modules   bool // its commands find modules on a proxy of the test
	elsewhere map[string]*elsewhere
}{
	"README.md": {elsewhere: map[string]*elsewhere{
		"make test": {instead: "make --dry-run test"}, // which is running this test
	}},
	"docs/CONTRIBUTING.md": {elsewhere: map[string]*elsewhere{
		"go run ./cmd/newsvc pack test templates --cases testdata/golden --build":                                            {test: "TestGolden"},
		"go test -short ./internal/resource ./internal/ask ./internal/contract ./internal/e2e ./templates ./internal/golden": {test: "TestGolden"},
		"go test ./internal/e2e -run '^TestServices$/^each$/^pair-chi-(sqlite|postgres)$'":                                   {test: "TestServices"},
		"go test ./internal/e2e -run '^TestOpenAPI$'":                                                                        {test: "TestOpenAPI"},
		"go run ./cmd/newsvc pack pins templates":                                                                            {test: "TestServices"},
		"go run ./cmd/newsvc init ~/try -f gin -d memory --yes --no-git":                                                     {test: "TestServices"},
		"(cd ~/try && go vet ./... && go test ./... && go build -o bin/try ./cmd/try)":                                       {test: "TestServices"},
		"go test ./internal/contract -services gin=$HOME/try/bin/try -store memory -docs -metrics -healthcheck":              {test: "TestServices"},
	}},
	"docs/tutorial.md": {elsewhere: map[string]*elsewhere{
		"go install github.com/newsvc/newsvc/cmd/newsvc@latest": {instead: `go -C "$REPO" install github.com/newsvc/newsvc/cmd/newsvc`},
		"make lint": {test: "TestServices"},
	}},
	"docs/life.md":     {fast: true, noGo: true},
	"docs/programs.md": {noGo: true},
	"docs/company.md": {modules: true, elsewhere: map[string]*elsewhere{
		"newsvc set runbook=true":                        {test: "TestScripts", instead: "newsvc set runbook=true --no-verify"},
		"newsvc update --commit --report ../report.md .": {test: "TestScripts", instead: "newsvc update --commit --report ../report.md --no-verify ."},
	}},
	"docs/packs.md": {modules: true, elsewhere: map[string]*elsewhere{
		"newsvc pack test --build": {test: "TestScripts", instead: "newsvc pack test"},
	}},
	"docs/update.md": {modules: true, elsewhere: map[string]*elsewhere{
		"newsvc update --to v1.4.0":                                                {test: "TestScripts", instead: "newsvc update --to v1.4.0 --no-verify"},
		"newsvc update --pack ../acme":                                             {test: "TestScripts", instead: "newsvc update --pack ../acme --no-verify"},
		"newsvc update services/":                                                  {test: "TestScripts", instead: "newsvc update services/ --no-verify"},
		"newsvc update --no-verify --yes":                                          {test: "TestGenerations"},
		"newsvc init /tmp/fresh --answers .newsvc.yaml --yes --no-git":             {test: "TestGenerations"},
		"rm -r internal/store/sqlite/migrations":                                   {test: "TestGenerations"},
		"cp -r /tmp/fresh/internal/store/sqlite/migrations internal/store/sqlite/": {test: "TestGenerations"},
		"go mod tidy && go vet ./... && go test ./...":                             {test: "TestGenerations"},
	}},
}

// TestPages follows every page of the documentation: it runs the commands, writes the
// files, and compares the output that a page shows with the real one.
func TestPages(t *testing.T) {
	const root = "../../"
	names, err := filepath.Glob(root + "docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(names, root+"README.md") {
		name := filepath.ToSlash(strings.TrimPrefix(path, filepath.FromSlash(root)))
		t.Run(name, func(t *testing.T) {
			special := pages[name]
			if testing.Short() && !special.fast {
				t.Skip("builds services")
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			p := &page{t: t, name: name, pageShell: newPageShell(t, !special.noGo), elsewhere: special.elsewhere}
			if special.modules {
				p.modules = newModules(t, p.pageShell)
			}
			got := p.play(string(text))
			checkElsewhere(t, special.elsewhere)
			t.Logf("%d commands", p.played)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(text), got); diff != "" {
				t.Errorf("the page is outdated; `make golden` updates it (-page +now):\n%s", diff)
			}
		})
	}
}

// checkElsewhere compares the list of commands that other tests run with the page and
// with the tests.
func checkElsewhere(t *testing.T, all map[string]*elsewhere) {
	t.Helper()
	for command, e := range all {
		if !e.used {
			t.Errorf("the page has no command %s", command)
		}
		if e.test != "" && !testExists(t, e.test) {
			t.Errorf("%s: there is no test %s", command, e.test)
		}
	}
}

// testExists reports whether there is a test of this name.
func testExists(t *testing.T, name string) bool {
	t.Helper()
	files, err := filepath.Glob("../../internal/*/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^func ` + name + `\(`)
	for _, file := range append(files, here...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if declared.Match(text) {
			return true
		}
	}
	return false
}

// stampIDs maps the ids of steps to those that a page shows instead.
type stampIDs map[string]string

// replace replaces each id of a step with a fixed one, in order of appearance, one per
// day.
func (ids stampIDs) replace(text string) string {
	return stamps.ReplaceAllStringFunc(text, func(id string) string {
		if _, known := ids[id]; !known {
			at := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC).AddDate(0, 0, len(ids))
			ids[id] = at.Format("20060102150405")
		}
		return ids[id]
	})
}
