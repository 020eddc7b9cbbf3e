//go:build unix

package hostile

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// command is one way to run newsvc, and what it is allowed to do.
type command struct {
	args    []string
	changes bool // it may change the service, except for git's folder and the user's files
	opens   bool // it opens the service or loads the pack
	records bool // it looks for an unfinished change
	renders bool // it renders the pack
	fleet   bool // it runs in the folder that contains several services
	service bool // it runs in a service
	tests   bool // it runs the service's tests
	patch   bool // its output is a patch
	slow    bool // it is similar to another one, so short tests skip it
}

func (c command) String() string { return "newsvc " + strings.Join(c.args, " ") }

func words(text string) []string { return strings.Fields(text) }

// onClones lists the commands that run in a clone.
var onClones = []command{
	{args: words("status"), records: true, opens: true},
	{args: words("status --json"), records: true, opens: true},
	{args: words("status ."), records: true, opens: true, fleet: true},
	{args: words("status --json a m z"), records: true, opens: true, fleet: true, slow: true},
	{args: words("diff"), opens: true, patch: true},
	{args: words("diff --json"), opens: true, slow: true},
	{args: words("explain go.mod"), opens: true},
	{args: words("explain --json internal/app/app.go"), opens: true},
	{args: words("add resource tag word:string --dry-run"), records: true, opens: true, patch: true},
	{args: words("add resource tag word:string"), records: true, opens: true, changes: true},
	{args: words("add field post note:string:optional"), records: true, opens: true, changes: true},
	{args: words("remove resource post --no-verify"), records: true, opens: true, changes: true},
	{args: words("set framework=two --no-verify"), records: true, opens: true, changes: true},
	{args: words("update"), records: true, opens: true},
	{args: words("update --check --json"), slow: true},
	{args: words("update --check ."), fleet: true},
	{args: words("update --dry-run a m z"), records: true, opens: true, fleet: true},
	{args: words("continue"), records: true, changes: true},
	{args: words("abort"), records: true, changes: true},
	{args: words("undo"), records: true, changes: true},
	{args: words("init . --yes")},
	{args: words("init inner --yes --no-git --dry-run"), slow: true},
	{args: words("options --json"), slow: true},
	{args: words("set --help")},
	{args: []string{"__complete", "remove", "resource", ""}},
	{args: []string{"__complete", "set", ""}},
	{args: []string{"__complete", "explain", ""}},
	{args: words("set framework=two"), records: true, opens: true, changes: true, tests: true},
	{args: words("remove resource post"), records: true, opens: true, changes: true, tests: true},
}

// TestClones runs every command against every hostile clone.
func TestClones(t *testing.T) {
	for _, a := range attacks(t) {
		if a.pack || a.module {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			w := newMachine(t)
			t.Cleanup(func() { _ = removeAll(w.clone) })
			fresh := false
			var before snapshot
			outer := w.snapshotExcept(w.clone)
			for _, c := range onClones {
				if c.tests && !a.verify || c.slow && testing.Short() {
					continue
				}
				if !fresh {
					w.freshClone(a)
					w.ranNames()
					before = takeSnapshot(w.clone, nil)
				}
				dir := filepath.Join(w.clone, a.within)
				if c.fleet {
					dir = w.fleet
				}
				r := w.newsvc(dir, c)
				r.inspect(a, w)
				now := w.snapshotExcept(w.clone)
				r.report("outside of the clone it", outer.changes(now))
				outer = now
				changes := before.changes(takeSnapshot(w.clone, nil))
				fresh = len(changes) == 0
				if c.changes {
					changes = slices.DeleteFunc(changes, func(line string) bool {
						_, path, _ := strings.Cut(line, " ")
						return path != "mine.txt" && path != ".git" && !strings.HasPrefix(path, ".git/")
					})
				}
				r.report("in the clone it", changes)
				if c.fleet {
					r.countFleet()
				}
			}
		})
	}
}

// onPacks lists the commands that use a pack. PACK is its folder.
var onPacks = []command{
	{args: words("init new --pack PACK --name new --yes"), opens: true, renders: true, changes: true},
	{args: words("init new --pack PACK --name new --yes --no-git --json"), opens: true, renders: true, changes: true, slow: true},
	{args: words("init new --pack PACK --name new --yes --dry-run"), opens: true, renders: true},
	{args: words("options --pack PACK"), opens: true},
	{args: words("options --json --pack PACK"), opens: true},
	{args: words("pack check PACK"), opens: true},
	{args: words("pack check PACK --json"), opens: true, slow: true},
	{args: words("pack diff PACK PACK"), opens: true, slow: true},
	{args: words("pack options PACK"), opens: true, slow: true},
	{args: []string{"__complete", "pack", "test", "PACK", "--case", ""}},
	{args: words("init --pack PACK --help")},
	{args: words("init --pack=PACK --help"), slow: true},
	{args: []string{"__complete", "init", "--pack", "PACK", "--"}},
	{args: words("status --pack PACK"), service: true},
	{args: words("diff --pack PACK"), service: true, slow: true},
	{args: words("set framework=two --no-verify --pack PACK"), service: true},
	{args: words("update --pack PACK --dry-run"), service: true, opens: true},
	{args: words("add resource tag word:string --pack PACK"), service: true, slow: true},
}

// TestPacks runs every command that reads a pack against every hostile pack.
func TestPacks(t *testing.T) {
	for _, a := range attacks(t) {
		if !a.pack {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			w := newMachine(t)
			w.freshPack(a)
			t.Cleanup(func() { _ = removeAll(w.pack) })
			made := filepath.Join(w.fleet, "new")
			outer := w.snapshotExcept(made)
			for _, c := range onPacks {
				if c.slow && testing.Short() {
					continue
				}
				dir := w.fleet
				if c.service {
					dir = filepath.Join(w.fleet, "a")
				}
				r := w.newsvc(dir, w.onPack(c))
				r.inspect(a, w)
				now := w.snapshotExcept(made)
				r.report("outside of the new service it", outer.changes(now))
				outer = now
				r.report("in the new service it", forbiddenFiles(made))
				w.check(removeAll(made))
			}
		})
	}
}

// onPack returns a command with the folder of the pack inserted.
func (w *machine) onPack(c command) command {
	c.args = slices.Clone(c.args)
	for i, arg := range c.args {
		c.args[i] = strings.Replace(arg, "PACK", w.pack, 1)
	}
	return c
}

// forbiddenFiles returns the paths in a new service that no pack may write.
func forbiddenFiles(dir string) []string {
	var found []string
	for path, what := range takeSnapshot(dir, nil) {
		name := strings.ToLower(filepath.Base(path))
		switch {
		case strings.HasPrefix(name, ".newsvc") && path != ".newsvc.yaml",
			strings.HasPrefix(path, ".git/hooks/"), strings.HasPrefix(what, "L"), strings.HasPrefix(what, "p"):
			found = append(found, "created "+path)
		}
	}
	return found
}

// TestCanaries proves that the attacks work: a careless tool does run the canaries.
func TestCanaries(t *testing.T) {
	proofs := 0
	for _, a := range attacks(t) {
		proofs += len(a.proofs)
		if len(a.proofs) == 0 {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			for _, proof := range a.proofs {
				w := newMachine(t)
				w.freshClone(a)
				w.ranNames()
				cmd := exec.CommandContext(t.Context(), proof[1], proof[2:]...)
				cmd.Dir, cmd.Env = filepath.Join(w.clone, a.within), slices.Concat(w.env, []string{"GIT_ALLOW_PROTOCOL=ext:file:git:ssh", "GIT_TERMINAL_PROMPT=0"})
				out, _ := cmd.CombinedOutput() // Only the canary matters, not the exit code.
				if names := w.ranNames(); !slices.Contains(names, proof[0]) {
					t.Errorf("%s didn't run; these did: %v\n%s", proof[0], names, out)
				}
			}
		})
	}
	if proofs < 15 {
		t.Errorf("only %d attacks are proven to work, want at least 15", proofs)
	}
}

// TestBaseline proves that the services and packs are valid without an attack: every command
// succeeds.
func TestBaseline(t *testing.T) {
	w := newMachine(t)
	none := attack{}
	for _, c := range onClones {
		if slices.Contains([]string{"continue", "abort", "undo", "init"}, c.args[0]) {
			continue // They have nothing to do; the record for undo is that of another folder.
		}
		w.freshClone(none)
		dir := w.clone
		if c.fleet {
			dir = w.fleet
		}
		if r := w.newsvc(dir, c); r.code != 0 {
			r.fail("it failed")
		}
	}
	w.freshPack(none)
	for _, c := range onPacks {
		if c.service {
			continue // The service was made with another pack.
		}
		if r := w.newsvc(w.fleet, w.onPack(c)); r.code != 0 {
			r.fail("it failed")
		}
		w.check(removeAll(filepath.Join(w.fleet, "new")))
	}
}

// TestCorpus checks the number of attacks.
func TestCorpus(t *testing.T) {
	if all := attacks(t); len(all) < 60 {
		t.Errorf("there are %d attacks, want at least 60", len(all))
	}
}

// countFleet reports valid services that are missing from the status of several services.
func (r *result) countFleet() {
	for _, name := range []string{"a", "z"} {
		row := false
		for line := range strings.Lines(r.stdout) {
			fields := strings.Fields(strings.Trim(strings.TrimSpace(line), `",`))
			row = row || len(fields) > 0 && fields[0] == name || strings.Contains(line, `"folder": "`+name+`"`)
		}
		if !row {
			r.fail("the output doesn't contain the valid service %s", name)
		}
	}
}

// The limits of one command.
const (
	maxCPU    = 5 * time.Second  // CPU time
	timeout   = 20 * time.Second // wall-clock time
	maxMemory = 200              // MiB
)

func (r *result) report(where string, changes []string) {
	if len(changes) > 8 {
		changes = append(changes[:8:8], fmt.Sprintf("and %d more", len(changes)-8))
	}
	if len(changes) > 0 {
		r.fail("%s %s", where, strings.Join(changes, ", "))
	}
}
