package e2e

import (
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/fault"
)

// branch has the commands of one git branch.
type branch [][]string

// TestBranches_Merge merges two branches that both changed the service. The result
// must build and pass its tests, including those of its migrations.
func TestBranches_Merge(t *testing.T) {
	if testing.Short() {
		t.Skip("builds services, which takes a minute")
	}
	w := newWorld(t)
	cases := map[string]struct {
		values       map[string]any
		ours, theirs branch
		rebase       bool
	}{
		"each adds a resource and a field to the same one": {
			values: answers("chi", contract.SQLite),
			ours:   branch{{"add", "resource", "post", "title:string", "author:ref=user"}, {"add", "field", "user", "nickname:string:optional"}},
			theirs: branch{{"add", "resource", "tag", "word:string:unique"}, {"add", "field", "user", "age:int:optional"}},
		},
		"one adds a resource, the other changes the framework and the store": {
			values: answers("gin", contract.Memory),
			ours:   branch{{"add", "resource", "post", "title:string", "author:ref=user"}},
			theirs: branch{{"set", "framework=fiber", "database=sqlite", "--no-verify"}},
		},
		"one is rebased onto the other": {
			values: answers("echo", contract.SQLite),
			ours:   branch{{"add", "resource", "post", "title:string", "author:ref=user"}},
			theirs: branch{{"add", "resource", "zebra", "word:string:unique"}, {"add", "field", "user", "age:int:optional"}},
			rebase: true,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			l := w.fork(t, c.values, c.ours, c.theirs)
			join := []string{"merge", "--no-edit", "theirs"}
			if c.rebase {
				join = []string{"rebase", "theirs"}
			}
			l.join(join)
			l.sound()
			l.passes()
			resources := answersOf(t, l.dir).Resources
			if want := 1 + strings.Count(l.history(), " add resource "); len(resources) != want {
				t.Errorf("%d resources, want %d", len(resources), want)
			}
		})
	}
}

// history returns all commands so far.
func (l *workTree) history() string { return strings.Join(l.commands, "\n") }

// fork creates a service with two branches and checks out ours.
func (w world) fork(t *testing.T, values map[string]any, ours, theirs branch) *workTree {
	t.Helper()
	asGit(t)
	l := &workTree{world: w, t: t, dir: filepath.Join(t.TempDir(), "shop"), random: random{rand: rand.New(rand.NewPCG(0, 0))}}
	l.must(filepath.Dir(l.dir), append([]string{"init", "shop", "--yes", "--module", "example.com/shop"}, flags(values)...)...)
	run(t, l.dir, nil, "git", "branch", "-M", "ours")
	run(t, l.dir, nil, "git", "branch", "theirs")
	for i, name := range []string{"ours", "theirs"} {
		run(t, l.dir, nil, "git", "checkout", "-q", name)
		for _, command := range []branch{ours, theirs}[i] {
			l.must(l.dir, command...)
			run(t, l.dir, nil, "git", "add", "-A")
			run(t, l.dir, nil, "git", "commit", "-q", "-m", strings.Join(command, " "))
		}
	}
	run(t, l.dir, nil, "git", "checkout", "-q", "ours")
	return l
}

// join merges or rebases the branches with git and resolves conflicts with newsvc.
func (l *workTree) join(join []string) {
	l.t.Helper()
	_, stuck := output(l.t, l.dir, nil, "git", join...)
	for range 5 {
		if stuck == nil {
			break
		}
		l.must(l.dir, "continue")
		run(l.t, l.dir, nil, "git", "add", "-A")
		_, stuck = output(l.t, l.dir, []string{"GIT_EDITOR=true"}, "git", join[0], "--continue")
	}
	if out, err := output(l.t, l.dir, nil, "git", "status", "--porcelain"); err != nil || len(out) > 0 {
		l.t.Fatalf("%v\n%s\nafter\n%s", err, out, l.history())
	}
	// Files that git merged without a conflict may lack code that newsvc generates for both.
	l.must(l.dir, "continue")
}

// TestBranches_Contradict merges branches that contradict each other. newsvc must
// name the contradiction and change nothing.
func TestBranches_Contradict(t *testing.T) {
	if testing.Short() {
		t.Skip("builds newsvc")
	}
	w := newWorld(t)
	cases := map[string]struct {
		ours, theirs branch
		says         string
	}{
		"one removes what the other changes": {
			branch{{"remove", "resource", "user", "--no-verify"}}, branch{{"add", "field", "user", "age:int:optional"}}, "the resource user: one side has none",
		},
		"one field of two types": {
			branch{{"add", "field", "user", "age:int:optional"}}, branch{{"add", "field", "user", "age:string:optional"}}, "the field age of user: one side has",
		},
		"two frameworks": {
			branch{{"set", "framework=gin", "--no-verify"}}, branch{{"set", "framework=fiber", "--no-verify"}}, "the option framework: one side has gin",
		},
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) {
			c := cases[name]
			values := answers("chi", contract.SQLite)
			l := w.fork(t, values, append(branch{{"add", "resource", "post", "title:string"}}, c.ours...), c.theirs)
			if _, err := output(t, l.dir, nil, "git", "merge", "--no-edit", "theirs"); err == nil {
				t.Fatal("git merged the branches")
			}
			before, err := output(t, l.dir, nil, "git", "diff")
			if err != nil {
				t.Fatal(err)
			}
			code, printed := l.newsvcIn(l.dir, "continue")
			if code != fault.ExitPending || !strings.Contains(printed, c.says) {
				t.Errorf("exit code %d:\n%s", code, printed)
			}
			if after, err := output(t, l.dir, nil, "git", "diff"); err != nil || string(after) != string(before) {
				t.Errorf("%v: something changed:\n%s", err, after)
			}
		})
	}
}
