package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
)

// seeded is the folder of the faults. Nothing imports this package.
const seeded = "internal/seeded"

// lintFaults maps linters to the faults that they must report.
var lintFaults = map[string]string{
	"bodyclose": `package seeded

import (
	"context"
	"net/http"
)

// Unclosed returns a status.
func Unclosed(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost", nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, nil
}
`,
	"errorlint": `package seeded

import (
	"fmt"
	"io"
)

// Compared reports whether a wrapped error equals another one.
func Compared() bool {
	return fmt.Errorf("read: %w", io.EOF) == io.EOF
}
`,
	"depguard": `package seeded

import "math/rand"

// Banned returns anything.
func Banned() int64 { return rand.New(rand.NewSource(1)).Int63() } //nolint:gosec // a number of no importance
`,
}

const raceFault = `package seeded

import (
	"sync"
	"testing"
)

func TestRace(t *testing.T) {
	count := 0
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() { count++ })
	}
	group.Wait()
	t.Log(count)
}
`

// borrowed is a module with a license that isn't on the list.
const borrowed = "example.com/borrowed"

var borrowedModule = map[string]string{
	"go.mod":      "module " + borrowed + "\n\ngo 1.26.0\n",
	"borrowed.go": "// Package borrowed belongs to someone else.\npackage borrowed\n\n// One is 1.\nconst One = 1\n",
}

const borrowingFault = `package seeded

import "example.com/borrowed"

// Two is 2.
const Two = 2 * borrowed.One
`

// TestSeededFaults seeds faults into a generated service. Its own checks must pass
// without them and report each of them.
func TestSeededFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("generates, lints, audits and tests a service")
	}
	g := newWorld(t).generate(t, service{values: answers("chi", contract.Memory)})
	run(t, g.dir, nil, "make", "audit", vulnerabilities(t))
	run(t, g.dir, nil, "make", "lint")
	if err := os.Mkdir(filepath.Join(g.dir, seeded), 0o755); err != nil {
		t.Fatal(err)
	}
	seed(t, g.dir, "doc.go", "// Package seeded has faults.\npackage seeded\n")
	for linter, text := range lintFaults {
		seed(t, g.dir, linter+".go", text)
	}
	seed(t, g.dir, "race_test.go", raceFault)
	t.Run("make lint reports each", func(t *testing.T) { lintFinds(t, g.dir) })
	t.Run("make test reports the race", func(t *testing.T) { testFinds(t, g.dir) })
	borrow(t, g.dir)
	t.Run("make audit reports each", func(t *testing.T) {
		printed := fails(t, g.dir, "--keep-going", "audit", vulnerabilities(t, "github.com/go-chi/chi/v5"))
		for what, pattern := range map[string]string{
			"the license":       `Not allowed license GPL-3.0 found for library ` + borrowed,
			"the vulnerability": `(?s)GO-2026-9000.*Your code is affected by 1 vulnerability`,
			"the banned import": seeded + `/depguard\.go:.*\(depguard\)`,
		} {
			if !regexp.MustCompile(pattern).MatchString(printed) {
				t.Errorf("make audit doesn't report %s:\n%s", what, printed)
			}
		}
	})
}

func seed(t *testing.T, dir, name, text string) {
	t.Helper()
	write(t, filepath.Join(dir, seeded, name), text)
}

// lintFinds checks that each linter reports its fault, and nothing else.
func lintFinds(t *testing.T, dir string) {
	t.Helper()
	printed := fails(t, dir, "lint")
	found := map[string]bool{}
	for _, finding := range regexp.MustCompile(`(?m)^(\S+?):\d+.*\((\w+)\)$`).FindAllStringSubmatch(printed, -1) {
		file, linter := filepath.ToSlash(finding[1]), finding[2]
		if file != seeded+"/"+linter+".go" {
			t.Errorf("%s reports something in %s", linter, file)
		}
		found[linter] = true
	}
	for linter := range lintFaults {
		if !found[linter] {
			t.Errorf("%s reports nothing", linter)
		}
	}
	if t.Failed() {
		t.Log(printed)
	}
}

// testFinds checks that only the race fails.
func testFinds(t *testing.T, dir string) {
	t.Helper()
	printed := fails(t, dir, "test")
	if !strings.Contains(printed, "WARNING: DATA RACE") {
		t.Errorf("no race was reported:\n%s", printed)
	}
	var failed []string
	for _, line := range regexp.MustCompile(`(?m)^FAIL\t(\S+)`).FindAllStringSubmatch(printed, -1) {
		failed = append(failed, line[1])
	}
	if !slices.Equal(failed, []string{"example.com/hello/" + seeded}) {
		t.Errorf("%v failed:\n%s", failed, printed)
	}
}

// fails runs make, which must fail, and returns its output.
func fails(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := output(t, dir, nil, "make", args...)
	if err == nil {
		t.Fatalf("make %s passed:\n%s", strings.Join(args, " "), out)
	}
	return string(out)
}

// borrow makes the service depend on a module with the license of golangci-lint. Every
// machine that has run golangci-lint has its text.
func borrow(t *testing.T, dir string) {
	t.Helper()
	lender := t.TempDir()
	for name, text := range borrowedModule {
		write(t, filepath.Join(lender, name), text)
	}
	module, _, _ := strings.Cut(golangci, "/cmd/")
	_, version, _ := strings.Cut(golangci, "@")
	write(t, filepath.Join(lender, "LICENSE"), read(t, filepath.Join(downloaded(t, module+"@"+version), "LICENSE")))
	seed(t, dir, "borrowing.go", borrowingFault)
	run(t, dir, nil, "go", "mod", "edit", "-require="+borrowed+"@v1.0.0", "-replace="+borrowed+"="+lender)
}

// downloaded returns the folder of a module in the module cache.
func downloaded(t *testing.T, module string) string {
	t.Helper()
	out, err := output(t, t.TempDir(), nil, "go", "mod", "download", "-json", module)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var found struct{ Dir string }
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatal(err)
	}
	return found.Dir
}

// vulnerabilities creates a database in the format of vuln.go.dev, and returns the
// variable for make. In it, NewRouter in the given modules is vulnerable.
func vulnerabilities(t *testing.T, modules ...string) string {
	t.Helper()
	dir := t.TempDir()
	index := "["
	for n, module := range modules {
		id := fmt.Sprint("GO-2026-", 9000+n)
		index += fmt.Sprintf(`{"path": %q, "vulns": [{"id": %q, "modified": "2026-11-01T00:00:00Z"}]}`, module, id)
		writeFile(t, filepath.Join(dir, "ID", id+".json"), fmt.Sprintf(`{"schema_version": "1.3.1", "id": %[1]q, "modified": "2026-11-01T00:00:00Z", "published": "2026-11-01T00:00:00Z",
			"summary": "A hole", "details": "It lets anyone in.", "database_specific": {"url": "https://pkg.go.dev/vuln/%[1]s"}, "affected": [{"package": {"name": %[2]q, "ecosystem": "Go"},
			"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}], "ecosystem_specific": {"imports": [{"path": %[2]q, "symbols": ["NewRouter"]}]}}]}`, id, module))
	}
	writeFile(t, filepath.Join(dir, "index", "modules.json"), index+"]")
	writeFile(t, filepath.Join(dir, "index", "db.json"), `{"modified": "2026-11-01T00:00:00Z"}`)
	return "VULNDB=file://" + filepath.ToSlash(dir)
}
