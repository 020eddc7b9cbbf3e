package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/templates"
)

// generations are two packs that have little more in common than their options:
// the built-in pack before its services were rewritten, and today's.
type generations struct{ first, today string } // their folders

// unpackGenerations writes both packs.
func unpackGenerations(t *testing.T) generations {
	t.Helper()
	data, err := os.ReadFile("../../testdata/generations/first.bin")
	if err != nil {
		t.Fatal(err)
	}
	archive, err := packstore.ReadArchive(string(data))
	if err != nil {
		t.Fatal(err)
	}
	first, err := archive.Load(archive.Releases[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := os.ReadFile("../../testdata/generations/changes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	g := generations{filepath.Join(dir, "first"), filepath.Join(dir, "today")}
	if err := os.CopyFS(g.first, first.FS); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(g.today, templates.FS); err != nil {
		t.Fatal(err)
	}
	manifest, err := os.OpenFile(filepath.Join(g.today, "pack.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := manifest.Write(changes); err != nil {
		t.Fatal(err)
	}
	if err := manifest.Close(); err != nil {
		t.Fatal(err)
	}
	return g
}

// oldShop is a service of the first generation.
type oldShop struct {
	*editedService
	packs     generations
	generated map[string]string
}

func newOldShop(t *testing.T, framework, database string) oldShop {
	t.Helper()
	useMemory(t)
	t.Setenv("PATH", "") // no go command: go.mod is merged, and tidying is left to the user
	s := oldShop{packs: unpackGenerations(t)}
	s.editedService = &editedService{t: t, framework: framework, dir: filepath.Join(t.TempDir(), "shop")}
	s.init(s.dir, "--pack", s.packs.first, "--module", "example.com/shop", "--framework", framework, "--database", database,
		"-r", "user email:email:unique name:string phone:string:optional city:string:optional", "-r", "order number:string:unique note:text:optional buyer:ref=user")
	t.Chdir(s.dir)
	s.generated = treeOf(t, s.dir)
	return s
}

func (s oldShop) init(args ...string) {
	s.t.Helper()
	if code, _, errs := s.run(append([]string{"init", "--yes", "--no-git"}, args...)...); code != 0 {
		s.t.Fatal(errs)
	}
}

// updated is what an update did.
type updated struct {
	code int
	row  struct {
		Files []struct{ Path, Action, Reason string }
		Lost  map[string][]string
	}
	report string
	now    map[string]string // the files of the service
}

func (s oldShop) update() updated {
	s.t.Helper()
	var u updated
	report := filepath.Join(s.t.TempDir(), "report.md")
	code, out, errs := s.run("update", "--pack", s.packs.today, "--no-verify", "--yes", "--report", report, "--json")
	if code != 0 && code != 3 {
		s.t.Fatalf("exit code %d:\n%s%s", code, out, errs)
	}
	var doc struct{ Services []json.RawMessage }
	if err := json.Unmarshal([]byte(out), &doc); err != nil || len(doc.Services) != 1 {
		s.t.Fatalf("%v: %s", err, out)
	}
	if err := json.Unmarshal(doc.Services[0], &u.row); err != nil {
		s.t.Fatal(err)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		s.t.Fatal(err)
	}
	u.code, u.report, u.now = code, string(text), treeOf(s.t, s.dir, ".newsvc-unfinished/")
	return u
}

// restore undoes an update: with newsvc abort, or by hand if it had no conflicts.
func (s oldShop) restore(u updated, before map[string]string) {
	s.t.Helper()
	if u.code == 0 {
		s.reset(before)
		return
	}
	if code, out, errs := s.run("abort"); code != 0 {
		s.t.Fatalf("abort: exit code %d:\n%s%s", code, out, errs)
	}
	if diff := cmp.Diff(before, treeOf(s.t, s.dir)); diff != "" {
		s.t.Fatalf("abort restored something else (-before +now):\n%s", diff)
	}
}

// TestGenerations_WithoutEdits updates a service that nobody edited. It ends as a
// new one, except for its migrations.
func TestGenerations_WithoutEdits(t *testing.T) {
	for _, pair := range [][2]string{{"chi", "sqlite"}, {"echo", "memory"}, {"fiber", "postgres"}, {"gin", "sqlite"}} {
		t.Run(pair[0]+" "+pair[1], func(t *testing.T) {
			s := newOldShop(t, pair[0], pair[1])
			if u := s.update(); u.code != 0 || len(u.row.Lost) > 0 {
				t.Fatalf("exit code %d, lost %v:\n%s", u.code, u.row.Lost, u.report)
			}
			fresh := filepath.Join(t.TempDir(), "shop")
			s.init(fresh, "--answers", filepath.Join(s.dir, ".newsvc.yaml"), "--pack", s.packs.today)
			folder := "internal/store/" + pair[1] + "/migrations/"
			if diff := cmp.Diff(treeOf(t, fresh, folder), treeOf(t, s.dir, folder)); diff != "" {
				t.Errorf("a new service, and the updated one:\n%s", diff)
			}
			if diff := cmp.Diff(s.generated, treeOf(t, s.dir), onlyIn(folder)); diff != "" {
				t.Errorf("the migrations changed (-before +after):\n%s", diff)
			}
		})
	}
}

// onlyIn ignores files that are in another folder.
func onlyIn(folder string) cmp.Option {
	return cmpopts.IgnoreMapEntries(func(path, _ string) bool { return !strings.HasPrefix(path, folder) })
}
