package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/testkit/choices"
	"github.com/newsvc/newsvc/internal/tree"
	"github.com/newsvc/newsvc/templates"
)

const (
	actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
	workflow   = ".github/workflows/ci.yml"
)

// rendered is a service that isn't written to disk.
type rendered struct {
	values map[string]any
	files  tree.Tree
}

func (r rendered) has(option, choice string) bool { return r.values[option] == choice }

func (r rendered) text(path string) string { return string(r.files[path].Data) }

// everyTwo renders services that cover every pair of choices.
func everyTwo(t *testing.T) []rendered {
	t.Helper()
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	var all []rendered
	for _, values := range choices.Pairs(p.Manifest) {
		planned, err := render.Render(t.Context(), p, answered(t, p, values))
		if err != nil {
			t.Fatalf("%v: %v", values, err)
		}
		all = append(all, rendered{values, planned.Tree()})
	}
	return all
}

// TestShipping checks the files that test, build and run a service.
func TestShipping(t *testing.T) {
	services := everyTwo(t)
	t.Run("all files use the same version of Go", func(t *testing.T) {
		for _, s := range services {
			s.agreesOnGo(t)
		}
	})
	t.Run("the workflow has minimal permissions and pins actions", func(t *testing.T) {
		for _, s := range services {
			if s.has("ci", "github") {
				s.trusts(t)
			}
		}
	})
	t.Run("YAML is tidy", func(t *testing.T) {
		for _, s := range services {
			s.tidyYAML(t)
		}
	})
	t.Run("options that aren't chosen leave no trace", func(t *testing.T) {
		for _, s := range services {
			s.speaksOf(t, s.has("deploy", "docker"), `(?i)docker|compose\.yaml|distroless|container image`)
			s.speaksOf(t, s.has("ci", "github"), `(?i)\.github/|dependabot|pull request`)
		}
	})
	t.Run("linters report nothing", func(t *testing.T) { lintShipping(t, services) })
}

// agreesOnGo compares the versions in go.mod, the Dockerfile and the workflow.
func (r rendered) agreesOnGo(t *testing.T) {
	t.Helper()
	places := map[string]string{"go.mod": `(?m)^go (\d+\.\d+)(?:\.\d+)?$`}
	if r.has("deploy", "docker") {
		places["Dockerfile"] = `(?m)^FROM .*golang:(\S+) AS`
	}
	if r.has("ci", "github") {
		places[workflow] = `(?m)^  GO_VERSION: "(.*)"$`
	}
	versions := map[string]bool{}
	for path, pattern := range places {
		found := regexp.MustCompile(pattern).FindAllStringSubmatch(r.text(path), -1)
		if len(found) != 1 {
			t.Fatalf("%s has %d versions of Go:\n%s", path, len(found), r.text(path))
		}
		versions[found[0][1]] = true
	}
	if len(versions) != 1 {
		t.Errorf("%v: versions of Go: %v", r.values, slices.Sorted(maps.Keys(versions)))
	}
	if setups, uses := strings.Count(r.text(workflow), "actions/setup-go@"), strings.Count(r.text(workflow), "go-version: ${{ env.GO_VERSION }}"); setups != uses {
		t.Errorf("%d of %d jobs use another version of Go", setups-uses, setups)
	}
}

// trusts checks the workflow's permissions and actions.
func (r rendered) trusts(t *testing.T) {
	t.Helper()
	var document struct {
		Permissions map[string]string
		Jobs        map[string]struct {
			Permissions map[string]string
			Timeout     int `yaml:"timeout-minutes"`
			Steps       []struct {
				Uses string
				With map[string]any
			}
		}
	}
	if err := yaml.Unmarshal(r.files[workflow].Data, &document); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(document.Permissions, map[string]string{"contents": "read"}) {
		t.Errorf("the workflow has the permissions %v", document.Permissions)
	}
	for name, job := range document.Jobs {
		if job.Permissions != nil || job.Timeout == 0 {
			t.Errorf("job %s has the permissions %v and a timeout of %d minutes", name, job.Permissions, job.Timeout)
		}
		for _, step := range job.Steps {
			if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != false {
				t.Errorf("job %s persists its token", name)
			}
		}
	}
	commit := regexp.MustCompile(`@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for line := range strings.Lines(r.text(workflow)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "- uses:") && !commit.MatchString(line) {
			t.Errorf("not pinned to a commit: %s", line)
		}
	}
}

// tidyYAML rejects YAML that parsers interpret differently, and untidy white space.
func (r rendered) tidyYAML(t *testing.T) {
	t.Helper()
	for _, name := range r.files.Paths() {
		if ext := path.Ext(name); ext != ".yaml" && ext != ".yml" {
			continue
		}
		data := r.files[name].Data
		var document map[string]any // a duplicate key is an error
		if err := yaml.Unmarshal(data, &document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if found := regexp.MustCompile(`[ \t\r]\n|\t|\n\n\n|\n\n$`).Find(data); found != nil {
			t.Errorf("%s has %q", name, found)
		}
		if !bytes.HasSuffix(data, []byte("\n")) {
			t.Errorf("%s doesn't end in a newline", name)
		}
	}
}

// speaksOf searches all paths and files, except for the answers, for a pattern that must or
// must not occur.
func (r rendered) speaksOf(t *testing.T, want bool, pattern string) {
	t.Helper()
	looked, found := regexp.MustCompile(pattern), ""
	for _, name := range r.files.Paths() {
		if name == render.AnswersPath {
			continue
		}
		if at := looked.FindString(name + "\n" + r.text(name)); at != "" {
			found = cmp.Or(found, name+" contains "+strconv.Quote(at))
		}
	}
	if (found != "") != want {
		t.Errorf("%v: want %s: %v; %s", r.values, pattern, want, found)
	}
}

// lintShipping runs the linter of each kind of file on all different texts, and on texts
// with a mistake, which it must report.
func lintShipping(t *testing.T, services []rendered) {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles BuildKit's linter")
	}
	dir := t.TempDir()
	linter := filepath.Join(dir, "lint")
	run(t, "lint", nil, "go", "build", "-o", linter, ".")
	run(t, dir, nil, "go", "mod", "init", "example.com/actions")
	run(t, dir, []string{"GOBIN=" + dir}, "go", "install", actionlint)
	own, err := filepath.Abs("../../.github/workflows/release.yml")
	if err != nil {
		t.Fatal(err)
	}
	run(t, dir, nil, filepath.Join(dir, "actionlint"), "-shellcheck=", "-pyflakes=", own)
	for name, check := range map[string]func(file string) []string{
		"Dockerfile":   func(file string) []string { return []string{linter, filepath.Dir(file)} },
		"compose.yaml": func(file string) []string { return []string{linter, filepath.Dir(file)} },
		workflow: func(file string) []string {
			return []string{filepath.Join(dir, "actionlint"), "-shellcheck=", "-pyflakes=", file}
		},
	} {
		texts := map[string]bool{}
		for _, s := range services {
			if text := s.text(name); text != "" {
				texts[text] = true
			}
		}
		t.Logf("%d of %s", len(texts), name)
		for n, text := range slices.Sorted(maps.Keys(texts)) {
			file := filepath.Join(dir, fmt.Sprint(n), filepath.FromSlash(path.Base(name)))
			writeFile(t, file, text)
			command := check(file)
			run(t, dir, nil, command[0], command[1:]...)
			for _, spoiled := range spoil(t, name, text) {
				writeFile(t, file, spoiled)
				if out, err := output(t, dir, nil, command[0], command[1:]...); err == nil {
					t.Errorf("the linter reports nothing in\n%s\n%s", spoiled, out)
				}
			}
			removeFile(t, file)
		}
	}
}

// spoil makes mistakes that the linter must report, one at a time.
func spoil(t *testing.T, name, text string) []string {
	t.Helper()
	var all []string
	for _, mistake := range map[string][][2]string{
		"Dockerfile":   {{`version="$VERSION"`, `version="$VERSOIN"`}, {"AS build", "as build"}},
		"compose.yaml": {{"read_only:", "readonly:"}, {"${POSTGRES_PASSWORD:?set it in the environment or in a file .env}", "hunter2"}},
		workflow:       {{"github.ref", "github.reff"}, {"timeout-minutes", "timeout-minute"}},
	}[name] {
		if spoiled := strings.Replace(text, mistake[0], mistake[1], 1); spoiled != text {
			all = append(all, spoiled)
		}
	}
	if len(all) == 0 {
		t.Fatalf("no mistake can be made in\n%s", text)
	}
	return all
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, path, text)
}

func removeFile(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// TestGuide compares each golden project's AGENTS.md with its packages and tasks.
func TestGuide(t *testing.T) {
	projects, err := filepath.Glob("../../testdata/golden/*/go.mod")
	if err != nil || len(projects) == 0 {
		t.Fatal("no golden projects: ", err)
	}
	for _, file := range projects {
		dir := filepath.Dir(file)
		guide, makefile := read(t, filepath.Join(dir, "AGENTS.md")), read(t, filepath.Join(dir, "Makefile"))
		packages, err := os.ReadDir(filepath.Join(dir, "internal"))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range packages {
			if !strings.Contains(guide, "`internal/"+p.Name()+"`") {
				t.Errorf("%s: AGENTS.md doesn't mention internal/%s", dir, p.Name())
			}
		}
		for _, tasks := range regexp.MustCompile("`make ([a-z ]+)`").FindAllStringSubmatch(guide, -1) {
			for _, task := range strings.Fields(tasks[1]) {
				if !strings.Contains(makefile, "\n"+task+":") {
					t.Errorf("%s: AGENTS.md mentions the unknown task %s", dir, task)
				}
			}
		}
	}
}
