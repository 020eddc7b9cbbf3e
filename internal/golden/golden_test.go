// Package golden compares whole generated projects with those that are committed
// under testdata/golden. The diff shows what a change to the engine or to the
// built-in pack does to the users' services.
package golden

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
	"github.com/newsvc/newsvc/templates"
)

var update = flag.Bool("update", false, "regenerate testdata/golden")

const folder = "../../testdata/golden"

// projects lists the answers of each project. Together they contain every choice.
var projects = map[string]struct {
	values    map[string]any
	resources []string // nil for the pack's own
}{
	"hello-chi-sqlite": { // All other options have their defaults.
		values: map[string]any{"framework": "chi", "database": "sqlite"},
	},
	"hello-gin-memory": { // The smallest service.
		values: map[string]any{"framework": "gin", "database": "memory", "features": []string{}, "deploy": "none", "ci": "none"},
	},
	"hello-echo-postgres": { // All features.
		values: map[string]any{
			"framework": "echo", "database": "postgres", "auth": "jwt",
			"features": []string{"docs", "ratelimit", "compression", "metrics", "tracing", "cors"},
		},
	},
	"hello-gin-postgres": {
		values: map[string]any{
			"framework": "gin", "database": "postgres", "auth": "jwt", "deploy": "none",
			"features": []string{"ratelimit", "tracing"},
		},
	},
	"shop-fiber-sqlite": {
		values: map[string]any{"framework": "fiber", "database": "sqlite", "auth": "jwt"},
		resources: []string{
			"customer name:string email:email:unique bio:text:optional vip:bool:default=false",
			"order number:string:unique status:enum=new,paid count:int:min=1:max=99:default=1 placed_at:time:index buyer:ref=customer gift_for:ref=customer:optional",
		},
	},
	"shop-chi-postgres": {
		values: map[string]any{
			"framework": "chi", "database": "postgres", "ci": "none",
			"features": []string{"docs", "compression", "metrics", "tracing"},
		},
		resources: []string{
			"product title:string:max=80 sku:string:unique page:url:optional stock:bigint:default=0 weight:float:optional price:decimal=10,2" +
				" batch:uuid:optional launched:date:optional:index traits:json:optional",
			"review product:ref=product stars:int:min=1:max=5 text:text contact:email:optional",
		},
	},
}

func TestGolden(t *testing.T) {
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name := range projects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := render(t, p, name)
			dir := filepath.Join(folder, name)
			if *update {
				write(t, dir, got)
			}
			compare(t, read(t, dir), got)
		})
	}
}

// TestNothingElse finds projects that are no longer rendered.
func TestNothingElse(t *testing.T) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := projects[e.Name()]; !ok {
			t.Errorf("testdata/golden/%s isn't a project any more; delete it", e.Name())
		}
	}
}

// TestEveryChoice finds choices that no project or every project has.
func TestEveryChoice(t *testing.T) {
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]int{}
	for name := range projects {
		for option, value := range resolve(t, p, name).Answers().Values {
			for _, one := range each(value) {
				taken[option+"="+one]++
			}
		}
	}
	for _, option := range p.Manifest.Options {
		for _, choice := range option.Choices {
			what := option.Name + "=" + choice.Name
			if taken[what] == 0 || taken[what] == len(projects) {
				t.Errorf("%d of %d projects have %s; want some, but not all", taken[what], len(projects), what)
			}
		}
	}
}

func each(value any) []string {
	if many, ok := value.([]string); ok {
		return many
	}
	return []string{fmt.Sprint(value)}
}

func render(t *testing.T, p *pack.Pack, name string) tree.Tree {
	t.Helper()
	planned, err := plan.Render(t.Context(), p, resolve(t, p, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := planned.Unformatted(); err != nil {
		t.Error(err)
	}
	return withoutDigest(t, planned.Tree())
}

// withoutDigest removes the pack's digest from the answers file, so that a change
// to one template changes only the projects that contain it.
func withoutDigest(t *testing.T, files tree.Tree) tree.Tree {
	t.Helper()
	answers := files[plan.AnswersPath]
	before, after, found := bytes.Cut(answers.Data, []byte("\n  digest: "))
	_, rest, ended := bytes.Cut(after, []byte("\n"))
	if !found || !ended {
		t.Fatalf("%s has no digest:\n%s", plan.AnswersPath, answers.Data)
	}
	answers.Data = slices.Concat(before, []byte("\n"), rest)
	files[plan.AnswersPath] = answers
	return files
}

func resolve(t *testing.T, p *pack.Pack, name string) spec.Spec {
	t.Helper()
	service, _, _ := strings.Cut(name, "-")
	answers := spec.Answers{Values: map[string]any{"name": service, "module": "example.com/" + service}}
	maps.Copy(answers.Values, projects[name].values)
	for _, text := range projects[name].resources {
		r, err := resource.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		answers.Resources = append(answers.Resources, r)
	}
	ref := spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}
	s, err := spec.Resolve(p.Manifest, ref, answers)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// compare reports every file that differs as a patch.
func compare(t *testing.T, want, got tree.Tree) {
	t.Helper()
	paths := slices.Concat(want.Paths(), got.Paths())
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		if patch := merge.Patch(path, file(want, path), file(got, path)); patch != "" {
			t.Errorf("%s differs; `make golden` accepts the new version:\n%s", path, patch)
		}
	}
}

func file(t tree.Tree, path string) *tree.File {
	f, ok := t[path]
	if !ok {
		return nil
	}
	return &f
}

func read(t *testing.T, dir string) tree.Tree {
	t.Helper()
	files := tree.Tree{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = tree.File{Data: data, Exec: info.Mode()&0o100 != 0}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

func write(t *testing.T, dir string, files tree.Tree) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for path, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(path))
		mode := fs.FileMode(0o644)
		if f.Exec {
			mode = 0o755
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, f.Data, mode)); err != nil {
			t.Fatal(err)
		}
	}
}

// On Windows, git checks out files with CRLF unless the repository says otherwise.
// Every file would then differ from the generated one, so nothing would merge, and
// a migration would have another checksum than when it was first applied.
func TestLineEndings(t *testing.T) {
	generated := read(t, filepath.Join(folder, "hello-chi-sqlite"))
	repository, checkedOut := t.TempDir(), t.TempDir()
	write(t, repository, generated)
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"checkout-index", "-a", "--prefix=" + checkedOut + "/"}} {
		git := exec.CommandContext(t.Context(), "git", append([]string{"-c", "core.autocrlf=true", "-c", "core.safecrlf=false"}, args...)...) //nolint:gosec // The arguments are the ones above.
		git.Dir = repository
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
	got := read(t, checkedOut)
	if len(got) != len(generated) {
		t.Errorf("git checks out %d of %d files", len(got), len(generated))
	}
	for path, want := range generated {
		if !bytes.Equal(got[path].Data, want.Data) {
			t.Errorf("%s: git checks out something else than newsvc generated", path)
		}
	}
}
