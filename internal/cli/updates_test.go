package cli_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// growing is a service of the first version of the pack grow, with a random history,
// that is updated.
type growing struct {
	*history
	packs  string // the folder of the pack's versions
	report string
}

func newGrowing(t *testing.T, seed uint64, edits int) growing {
	t.Helper()
	packs, err := filepath.Abs("../../testdata/packs/grow")
	if err != nil {
		t.Fatal(err)
	}
	g := growing{beginWith(t, seed, true, "grow/1"), packs, filepath.Join(t.TempDir(), "report.md")}
	for range g.random.IntN(5) {
		g.step()
	}
	for range edits {
		g.byHand()
	}
	return g
}

// byHand changes a random file by hand, renames one, or deletes one.
func (g growing) byHand() {
	files := g.files(".newsvc", "go.")
	path := slices.Sorted(maps.Keys(files))[g.random.IntN(len(files))]
	untouched := !slices.Contains(slices.Collect(maps.Values(g.mine)), path)
	switch chance := g.random.IntN(12); {
	case chance == 0 && untouched && !strings.HasPrefix(path, "migrations/"):
		g.log = append(g.log, "delete "+path)
		if err := os.Remove(filepath.Join(g.dir, filepath.FromSlash(path))); err != nil {
			g.fatalf("%v", err)
		}
		return
	case chance == 1 && strings.HasPrefix(path, "internal/"):
		to := filepath.ToSlash(filepath.Join(filepath.Dir(path), "renamed.go"))
		if _, exists := files[to]; !exists {
			g.move(path, to)
		}
		return
	}
	g.n++
	mark := fmt.Sprintf("mine %d;", g.n)
	comment := "# " + mark
	switch filepath.Ext(path) {
	case ".go":
		comment = "// " + mark
	case ".sql":
		comment = "-- " + mark
	}
	lines := strings.SplitAfter(files[path], "\n")
	at := g.random.IntN(len(lines))
	if g.random.IntN(3) == 0 && at < len(lines)-1 {
		lines[at] = strings.TrimSuffix(lines[at], "\n") + " " + comment + "\n"
	} else {
		lines = slices.Insert(lines, at, comment+"\n")
	}
	g.log = append(g.log, fmt.Sprintf("edit %s:%d", path, at))
	g.write(path, strings.Join(lines, ""))
	g.mine[mark] = path
}

// update updates the service to a version, and resolves conflicts with both sides.
// It reports whether there were any.
func (g growing) update(version int) bool {
	g.t.Helper()
	code, out, errs := g.run("update", "--pack", filepath.Join(g.packs, fmt.Sprint(version)), "--no-verify", "--yes", "--report", g.report)
	g.keepsLines()
	switch code {
	case 0:
		return false
	case 3:
		g.resolve()
		g.must("continue")
		g.keepsLines()
		return true
	}
	g.fatalf("exit code %d:\n%s%s", code, out, errs)
	return true
}

// keepsLines checks that every line of the user is in a file, in a conflict or in
// the report.
func (g growing) keepsLines() {
	g.t.Helper()
	report, err := os.ReadFile(g.report)
	if err != nil {
		g.fatalf("%v", err)
	}
	all := string(report)
	for _, text := range g.files(".newsvc-unfinished/") {
		all += text
	}
	for mark, path := range g.mine {
		if !strings.Contains(all, mark) {
			g.fatalf("%q of %s is lost", mark, path)
		}
	}
}

// equalsFresh checks that a service without edits is as a new one with the same
// answers, except for migrations.
func (g growing) equalsFresh() {
	g.t.Helper()
	fresh := filepath.Join(g.t.TempDir(), "fresh")
	g.must("init", fresh, "--answers", filepath.Join(g.dir, ".newsvc.yaml"), "--pack", filepath.Join(g.packs, "5"), "--yes", "--no-git")
	if diff := cmp.Diff(treeOf(g.t, fresh, "migrations/"), g.files("migrations/")); diff != "" {
		g.fatalf("a new service, and the updated one:\n%s", diff)
	}
}

// updates returns the number of histories to try.
func updates() uint64 {
	if testing.Short() {
		return 30
	}
	return 300
}

func TestUpdates_AreExact(t *testing.T) {
	compared := 0
	for seed := range updates() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			edits := int(seed % 4)
			g := newGrowing(t, seed, edits)
			before, migrations := g.files(), treeOf(t, filepath.Join(g.dir, "migrations"))
			conflicts := g.update(5)
			direct := g.files()
			if diff := cmp.Diff(migrations, treeOf(t, filepath.Join(g.dir, "migrations"))); diff != "" {
				g.fatalf("migrations changed:\n%s", diff)
			}
			g.update(5)
			if diff := cmp.Diff(direct, g.files()); diff != "" {
				g.fatalf("the second update changed something:\n%s", diff)
			}
			if edits == 0 {
				g.equalsFresh()
			}
			g.restore(before)
			for version := 2; version <= 5; version++ {
				conflicts = g.update(version) || conflicts
			}
			if conflicts && edits == 0 {
				g.fatalf("there are conflicts without an edit")
			}
			if conflicts {
				return
			}
			compared++
			if diff := cmp.Diff(direct, g.files()); diff != "" {
				g.fatalf("a direct update, and step by step:\n%s", diff)
			}
		})
	}
	t.Logf("%d of %d histories had no conflict", compared, updates())
	if compared < int(updates())/2 {
		t.Error("so few histories without a conflict prove little")
	}
}
