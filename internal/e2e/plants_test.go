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

// planted is where mistakes are planted: a package that nothing imports.
const planted = "internal/planted"

// lintPlants are mistakes by the linter that must find them.
var lintPlants = map[string]string{
	"bodyclose": `package planted

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
	"errorlint": `package planted

import (
	"fmt"
	"io"
)

// Compared says whether an error that is wrapped is another one.
func Compared() bool {
	return fmt.Errorf("read: %w", io.EOF) == io.EOF
}
`,
	"depguard": `package planted

import "math/rand"

// Banned returns anything.
func Banned() int64 { return rand.New(rand.NewSource(1)).Int63() } //nolint:gosec // a number of no importance
`,
}

const racePlant = `package planted

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

// borrowed is a module with a licence that isn't on the list.
const borrowed = "example.com/borrowed"

var borrowedPlant = map[string]string{
	"go.mod":      "module " + borrowed + "\n\ngo 1.26.0\n",
	"borrowed.go": "// Package borrowed is another's.\npackage borrowed\n\n// One is 1.\nconst One = 1\n",
}

const borrowingPlant = `package planted

import "example.com/borrowed"

// Two is 2.
const Two = 2 * borrowed.One
`

// TestPlants plants mistakes in a generated service, of which its own checks, and
// only they, must speak: they pass without them, and fail with each of them.
func TestPlants(t *testing.T) {
	if testing.Short() {
		t.Skip("generates a service, and lints, audits and tests it")
	}
	g := newWorld(t).generate(t, service{values: answers("chi", contract.Memory)})
	run(t, g.dir, nil, "make", "audit", vulnerabilities(t))
	run(t, g.dir, nil, "make", "lint")
	if err := os.Mkdir(filepath.Join(g.dir, planted), 0o755); err != nil {
		t.Fatal(err)
	}
	plant(t, g.dir, "doc.go", "// Package planted has mistakes.\npackage planted\n")
	for linter, text := range lintPlants {
		plant(t, g.dir, linter+".go", text)
	}
	plant(t, g.dir, "race_test.go", racePlant)
	t.Run("make lint finds each", func(t *testing.T) { lintFinds(t, g.dir) })
	t.Run("make test finds the race", func(t *testing.T) { testFinds(t, g.dir) })
	borrow(t, g.dir)
	t.Run("make audit finds each", func(t *testing.T) {
		printed := fails(t, g.dir, "--keep-going", "audit", vulnerabilities(t, "github.com/go-chi/chi/v5"))
		for what, pattern := range map[string]string{
			"the licence":       `Not allowed license GPL-3.0 found for library ` + borrowed,
			"the vulnerability": `(?s)GO-2026-9000.*Your code is affected by 1 vulnerability`,
			"the banned import": planted + `/depguard\.go:.*\(depguard\)`,
		} {
			if !regexp.MustCompile(pattern).MatchString(printed) {
				t.Errorf("it doesn't find %s:\n%s", what, printed)
			}
		}
	})
}

func plant(t *testing.T, dir, name, text string) {
	t.Helper()
	write(t, filepath.Join(dir, planted, name), text)
}

// lintFinds wants each linter to find its plant, and none anything else.
func lintFinds(t *testing.T, dir string) {
	t.Helper()
	printed := fails(t, dir, "lint")
	found := map[string]bool{}
	for _, finding := range regexp.MustCompile(`(?m)^(\S+?):\d+.*\((\w+)\)$`).FindAllStringSubmatch(printed, -1) {
		file, linter := filepath.ToSlash(finding[1]), finding[2]
		if file != planted+"/"+linter+".go" {
			t.Errorf("%s finds something in %s", linter, file)
		}
		found[linter] = true
	}
	for linter := range lintPlants {
		if !found[linter] {
			t.Errorf("%s finds nothing", linter)
		}
	}
	if t.Failed() {
		t.Log(printed)
	}
}

// testFinds wants the race to be what fails, and nothing else.
func testFinds(t *testing.T, dir string) {
	t.Helper()
	printed := fails(t, dir, "test")
	if !strings.Contains(printed, "WARNING: DATA RACE") {
		t.Errorf("there is no race:\n%s", printed)
	}
	var failed []string
	for _, line := range regexp.MustCompile(`(?m)^FAIL\t(\S+)`).FindAllStringSubmatch(printed, -1) {
		failed = append(failed, line[1])
	}
	if !slices.Equal(failed, []string{"example.com/hello/" + planted}) {
		t.Errorf("%v failed:\n%s", failed, printed)
	}
}

// fails runs make, which must fail, and returns what it printed.
func fails(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := output(t, dir, nil, "make", args...)
	if err == nil {
		t.Fatalf("make %s passes:\n%s", strings.Join(args, " "), out)
	}
	return string(out)
}

// borrow has the service depend on a module with the licence of golangci-lint, whose
// text every machine has that has run it.
func borrow(t *testing.T, dir string) {
	t.Helper()
	lender := t.TempDir()
	for name, text := range borrowedPlant {
		write(t, filepath.Join(lender, name), text)
	}
	module, _, _ := strings.Cut(golangci, "/cmd/")
	_, version, _ := strings.Cut(golangci, "@")
	write(t, filepath.Join(lender, "LICENSE"), read(t, filepath.Join(downloaded(t, module+"@"+version), "LICENSE")))
	plant(t, dir, "borrowing.go", borrowingPlant)
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

// vulnerabilities makes a database in the form of vuln.go.dev's, and returns what make
// needs to know of it. It says that modules' NewRouter is vulnerable.
func vulnerabilities(t *testing.T, modules ...string) string {
	t.Helper()
	dir := t.TempDir()
	index := "["
	for n, module := range modules {
		id := fmt.Sprint("GO-2026-", 9000+n)
		index += fmt.Sprintf(`{"path": %q, "vulns": [{"id": %q, "modified": "2026-11-01T00:00:00Z"}]}`, module, id)
		layFile(t, filepath.Join(dir, "ID", id+".json"), fmt.Sprintf(`{"schema_version": "1.3.1", "id": %[1]q, "modified": "2026-11-01T00:00:00Z", "published": "2026-11-01T00:00:00Z",
			"summary": "A hole", "details": "It lets anyone in.", "database_specific": {"url": "https://pkg.go.dev/vuln/%[1]s"}, "affected": [{"package": {"name": %[2]q, "ecosystem": "Go"},
			"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}], "ecosystem_specific": {"imports": [{"path": %[2]q, "symbols": ["NewRouter"]}]}}]}`, id, module))
	}
	layFile(t, filepath.Join(dir, "index", "modules.json"), index+"]")
	layFile(t, filepath.Join(dir, "index", "db.json"), `{"modified": "2026-11-01T00:00:00Z"}`)
	return "VULNDB=file://" + filepath.ToSlash(dir)
}
