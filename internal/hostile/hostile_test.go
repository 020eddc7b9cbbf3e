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

// command is a way to run newsvc.
type command struct {
	args    []string
	changes bool // it may change the service, but for git's folder and the user's files
	opens   bool // it opens the service, or loads the pack
	records bool // it looks for an unfinished change
	renders bool // it renders the pack
	fleet   bool // it runs in the folder of the fleet
	service bool // it runs in a service
	tests   bool // it runs the service's tests
	patch   bool // its output is a patch
	slow    bool // it is much like another one
}

func (c command) String() string { return "newsvc " + strings.Join(c.args, " ") }

func words(text string) []string { return strings.Fields(text) }

// onClones are the commands that run in a clone.
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
	{args: words("continue"), records: true, changes: true},
	{args: words("abort"), records: true, changes: true},
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
		if a.pack {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			t.Cleanup(func() { _ = removeAll(w.clone) })
			fresh := false
			var before snapshot
			outer := w.around(w.clone)
			for _, c := range onClones {
				if c.tests && !a.verify || c.slow && testing.Short() {
					continue
				}
				if !fresh {
					w.freshClone(a)
					w.ranNames()
					before = take(w.clone, nil)
				}
				dir := filepath.Join(w.clone, a.within)
				if c.fleet {
					dir = w.fleet
				}
				r := w.newsvc(dir, c)
				r.inspect(a, w)
				now := w.around(w.clone)
				r.report("outside of the clone it", outer.changes(now))
				outer = now
				changes := before.changes(take(w.clone, nil))
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

// onPacks are the commands that get a pack: PACK is its folder.
var onPacks = []command{
	{args: words("init new --pack PACK --name new --yes"), opens: true, renders: true, changes: true},
	{args: words("init new --pack PACK --name new --yes --no-git --json"), opens: true, renders: true, changes: true, slow: true},
	{args: words("init new --pack PACK --name new --yes --dry-run"), opens: true, renders: true},
	{args: words("options --pack PACK"), opens: true},
	{args: words("options --json --pack PACK"), opens: true},
	{args: words("init --pack PACK --help")},
	{args: words("init --pack=PACK --help"), slow: true},
	{args: []string{"__complete", "init", "--pack", "PACK", "--"}},
	{args: words("status --pack PACK"), service: true},
	{args: words("diff --pack PACK"), service: true, slow: true},
	{args: words("set framework=two --no-verify --pack PACK"), service: true},
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
			w := newWorld(t)
			w.freshPack(a)
			t.Cleanup(func() { _ = removeAll(w.pack) })
			made := filepath.Join(w.fleet, "new")
			outer := w.around(made)
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
				now := w.around(made)
				r.report("outside of the new service it", outer.changes(now))
				outer = now
				r.report("in the new service it", newsvcsOwn(made))
				w.check(removeAll(made))
			}
		})
	}
}

// onPack is a command with the pack's folder in it.
func (w *world) onPack(c command) command {
	c.args = slices.Clone(c.args)
	for i, arg := range c.args {
		c.args[i] = strings.Replace(arg, "PACK", w.pack, 1)
	}
	return c
}

// newsvcsOwn returns what no pack may write in a new service.
func newsvcsOwn(dir string) []string {
	var found []string
	for path, what := range take(dir, nil) {
		name := strings.ToLower(filepath.Base(path))
		switch {
		case strings.HasPrefix(name, ".newsvc") && path != ".newsvc.yaml",
			strings.HasPrefix(path, ".git/hooks/"), strings.HasPrefix(what, "L"), strings.HasPrefix(what, "p"):
			found = append(found, "made "+path)
		}
	}
	return found
}

// TestCanaries proves that the attacks work: what they are for does run in a tool that is
// not careful.
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
				w := newWorld(t)
				w.freshClone(a)
				w.ranNames()
				cmd := exec.CommandContext(t.Context(), proof[1], proof[2:]...)
				cmd.Dir, cmd.Env = filepath.Join(w.clone, a.within), slices.Concat(w.env, []string{"GIT_ALLOW_PROTOCOL=ext:file:git:ssh", "GIT_TERMINAL_PROMPT=0"})
				out, _ := cmd.CombinedOutput() // Whether it fails or not, the canary tells.
				if names := w.ranNames(); !slices.Contains(names, proof[0]) {
					t.Errorf("%s didn't run, but %v:\n%s", proof[0], names, out)
				}
			}
		})
	}
	if proofs < 15 {
		t.Errorf("%d attacks are proven to work, and that is too few", proofs)
	}
}

// TestSound proves that what the attacks are put over is sound: without them, every
// command does what it is for.
func TestSound(t *testing.T) {
	w := newWorld(t)
	none := attack{}
	for _, c := range onClones {
		if c.args[0] == "continue" || c.args[0] == "abort" || c.args[0] == "init" {
			continue // There is nothing to do for them.
		}
		w.freshClone(none)
		dir := w.clone
		if c.fleet {
			dir = w.fleet
		}
		if r := w.newsvc(dir, c); r.code != 0 {
			r.fail("it fails")
		}
	}
	w.freshPack(none)
	for _, c := range onPacks {
		if c.service {
			continue // The service was made with another pack.
		}
		if r := w.newsvc(w.fleet, w.onPack(c)); r.code != 0 {
			r.fail("it fails")
		}
		w.check(removeAll(filepath.Join(w.fleet, "new")))
	}
}

// TestCorpus holds the corpus to its size.
func TestCorpus(t *testing.T) {
	if all := attacks(t); len(all) < 60 {
		t.Errorf("there are %d attacks, and 60 is the least", len(all))
	}
}

// countFleet reports the sound services that a fleet's status doesn't have.
func (r *result) countFleet() {
	for _, name := range []string{"a", "z"} {
		row := false
		for line := range strings.Lines(r.stdout) {
			fields := strings.Fields(strings.Trim(strings.TrimSpace(line), `",`))
			row = row || len(fields) > 0 && fields[0] == name || strings.Contains(line, `"folder": "`+name+`"`)
		}
		if !row {
			r.fail("it tells nothing of the sound service %s", name)
		}
	}
}

const (
	most     = 5 * time.Second // of a processor's time
	patience = 20 * time.Second
	memory   = 200 // MiB
)

func (r *result) report(where string, changes []string) {
	if len(changes) > 8 {
		changes = append(changes[:8:8], fmt.Sprintf("and %d more", len(changes)-8))
	}
	if len(changes) > 0 {
		r.fail("%s %s", where, strings.Join(changes, ", "))
	}
}
