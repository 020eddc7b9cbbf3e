package cli_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// growing is a service with a random history, whose pack has later versions.
type growing struct {
	*history
	published
	at      int               // the version of its pack
	edited  bool              // by hand
	renamed map[string]string // files that the user renamed, to their generated paths
	report  string            // of the last update
}

// newGrowing creates a service with the first version of a pack, and goes through some
// commands and edits by hand.
func newGrowing(t *testing.T, p published, seed uint64, edits int) *growing {
	t.Helper()
	useMemory(t)
	h := &history{
		t: t, random: rand.New(rand.NewPCG(seed, 4)), seed: seed, edits: true,
		dir: filepath.Join(t.TempDir(), "shop"), mine: map[string]string{}, deleted: map[string]bool{},
	}
	g := &growing{h, p, 1, edits > 0, map[string]string{}, filepath.Join(t.TempDir(), "report.md")}
	g.useOptions()
	t.Chdir(filepath.Dir(g.dir))
	create := []string{"init", "shop", "--module", "example.com/shop", "--pack", p.module + "@" + version(1), "--yes", "--no-git"}
	g.must(append(create, p.pair(int(seed%12))...)...)
	t.Chdir(g.dir)
	for range g.random.IntN(5) {
		g.change()
		if edits > 0 && g.random.IntN(2) == 0 {
			edits--
			g.byHand()
		}
	}
	for range edits {
		g.byHand()
	}
	return g
}

// useOptions makes the options of the service's pack those that commands change.
func (g *growing) useOptions() {
	g.options = nil
	for _, o := range g.manifests[g.at-1].Options {
		if o.Format == "" {
			g.options = append(g.options, o)
		}
	}
}

// change runs a random command, or updates to a random version that isn't the last.
func (g *growing) change() {
	g.t.Helper()
	if g.at < publishedVersions-1 && g.random.IntN(6) == 0 {
		g.update(g.at + 1 + g.random.IntN(publishedVersions-1-g.at))
		return
	}
	g.step()
	clear(g.deleted) // An option that is chosen again brings its file back.
}

// byHand adds a line to a random file, deletes a line, or renames or deletes the file.
func (g *growing) byHand() {
	g.t.Helper()
	files := g.files(".newsvc-", "go.")
	path := slices.Sorted(maps.Keys(files))[g.random.IntN(len(files))]
	untouched := !slices.Contains(slices.Collect(maps.Values(g.mine)), path)
	switch chance := g.random.IntN(12); {
	case chance == 0 && untouched && path != ".newsvc.yaml" && !strings.Contains(path, "migrations/"):
		g.log = append(g.log, "delete "+path)
		if err := os.Remove(filepath.Join(g.dir, filepath.FromSlash(path))); err != nil {
			g.fatalf("%v", err)
		}
		g.deleted[path] = true
		return
	case chance == 1 && strings.HasPrefix(path, "internal/") && strings.HasSuffix(path, ".go"):
		to := filepath.ToSlash(filepath.Join(filepath.Dir(path), "renamed.go"))
		if _, exists := files[to]; !exists {
			g.move(path, to)
			g.renamed[to] = path
		}
		return
	case chance == 2:
		path = ".newsvc.yaml"
	case chance < 5 && path != ".newsvc.yaml":
		g.deleteLine(path, files[path])
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

// deleteLine deletes a random line that the user didn't write.
func (g *growing) deleteLine(path, text string) {
	lines := strings.SplitAfter(text, "\n")
	at := g.random.IntN(len(lines))
	if strings.Contains(lines[at], "mine ") {
		return
	}
	g.log = append(g.log, fmt.Sprintf("delete %s:%d", path, at))
	g.write(path, strings.Join(slices.Delete(lines, at, at+1), ""))
}

// update updates the service to a version, the latest one for 5, and resolves
// conflicts with both sides. It reports whether there were any.
func (g *growing) update(to int) bool {
	g.t.Helper()
	command := []string{"update", "--no-verify", "--yes", "--report", g.report}
	if to < publishedVersions {
		command = append(command, "--to", version(to))
	}
	code, out, errs := g.run(command...)
	if code != 0 && code != 3 {
		g.fatalf("exit code %d:\n%s%s", code, out, errs)
	}
	g.keepsLines(to)
	g.staysDeleted(to)
	if code == 3 {
		g.resolve()
		g.must("continue")
		g.keepsLines(to)
	}
	renamed := map[string]string{}
	for path, generated := range g.renamed {
		renamed[g.target(path, to)] = g.moved(generated, g.at, to)
	}
	g.at, g.renamed = to, renamed
	g.useOptions()
	return code == 3
}

// target returns the path at which an update to a version may put a file. One that the
// user renamed has its name.
func (g *growing) target(file string, to int) string {
	generated, ok := g.renamed[file]
	if !ok {
		return g.moved(file, g.at, to)
	}
	moved := g.moved(generated, g.at, to)
	if path.Dir(moved) == path.Dir(generated) {
		return file
	}
	return path.Join(path.Dir(moved), path.Base(file))
}

// keepsLines checks that every line of the user is in its file, which an update may
// move, or in the report. A conflict is in the file.
func (g *growing) keepsLines(to int) {
	g.t.Helper()
	report, err := os.ReadFile(g.report)
	if err != nil {
		g.fatalf("%v", err)
	}
	files := g.files(".newsvc-unfinished/")
	for mark, path := range g.mine {
		moved := g.target(path, to)
		switch {
		case strings.Contains(files[path], mark):
		case strings.Contains(files[moved], mark):
			g.mine[mark] = moved
		case strings.Contains(string(report), mark):
			delete(g.mine, mark)
		default:
			g.fatalf("%q of %s is lost", mark, path)
		}
	}
}

// staysDeleted checks that an update doesn't create what the user deleted.
func (g *growing) staysDeleted(to int) {
	g.t.Helper()
	files := g.files()
	for path := range g.deleted {
		for _, p := range []string{path, g.moved(path, g.at, to)} {
			if _, back := files[p]; back {
				g.fatalf("%s was deleted, and %s is back", path, p)
			}
		}
	}
}

// equalsFresh checks that a service without edits is as a new one with the same
// answers, except for migrations.
func (g *growing) equalsFresh() {
	g.t.Helper()
	fresh := filepath.Join(g.t.TempDir(), "fresh")
	g.must("init", fresh, "--answers", filepath.Join(g.dir, ".newsvc.yaml"), "--pack", g.module+"@"+version(publishedVersions), "--yes", "--no-git")
	without := func(files map[string]string) map[string]string {
		maps.DeleteFunc(files, func(path, _ string) bool { return strings.Contains(path, "migrations/") })
		return files
	}
	if diff := cmp.Diff(without(treeOf(g.t, fresh)), without(g.files())); diff != "" {
		g.fatalf("a new service, and the updated one:\n%s", diff)
	}
}

// migrations returns the migrations of the service.
func (g *growing) migrations() map[string]string {
	files := g.files()
	maps.DeleteFunc(files, func(path, _ string) bool { return !strings.Contains(path, "migrations/") })
	return files
}

// shallow returns the service in a shallow clone of a repository that has it, or nil
// if git isn't installed.
func (g *growing) shallow() *growing {
	g.t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		return nil
	}
	origin, clone := filepath.Join(g.t.TempDir(), "origin"), filepath.Join(g.t.TempDir(), "clone")
	if err := os.CopyFS(origin, os.DirFS(g.dir)); err != nil {
		g.t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "-q", "-b", "main"},
		{"add", "-A"},
		{"-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "all"},
		{"clone", "-q", "--depth", "1", "file:///" + strings.TrimPrefix(filepath.ToSlash(origin), "/"), clone},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = origin
		if output, err := cmd.CombinedOutput(); err != nil {
			g.fatalf("git %v: %v\n%s", args, err, output)
		}
	}
	other := *g.history
	other.dir, other.mine, other.deleted = clone, maps.Clone(g.mine), maps.Clone(g.deleted)
	return &growing{&other, g.published, g.at, g.edited, maps.Clone(g.renamed), g.report}
}

// saved is a service that can be restored.
type saved struct {
	at                   int
	files, mine, renamed map[string]string
	deleted              map[string]bool
}

func (g *growing) save() saved {
	return saved{g.at, g.files(), maps.Clone(g.mine), maps.Clone(g.renamed), maps.Clone(g.deleted)}
}

func (g *growing) load(s saved) {
	g.restore(s.files)
	g.at, g.mine, g.renamed, g.deleted = s.at, maps.Clone(s.mine), maps.Clone(s.renamed), maps.Clone(s.deleted)
}
