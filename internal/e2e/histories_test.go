package e2e

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/choices"
	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/templates"
)

// workTree is a service in a git repository. newsvc commands change it; the user only
// adds files.
type workTree struct {
	world
	t        *testing.T
	dir      string
	random   random
	commands []string // so far
}

// TestServices_RandomHistories changes services with random commands and with answers
// that cover every pair of choices. After each step, a service must build, pass go vet
// and have no drift; at the end, it must pass its tests.
func TestServices_RandomHistories(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a dozen services, which takes minutes")
	}
	w := newWorld(t)
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	const histories = 3
	steps := 4
	all := choices.Pairs(p.Manifest)
	if *matrix {
		steps = len(all)/histories + 1
	}
	for seed := range histories {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			l := &workTree{world: w, t: t, dir: filepath.Join(t.TempDir(), "shop"), random: random{t, p, rand.New(rand.NewPCG(uint64(seed), 6))}}
			asGit(t)
			first := all[seed]
			l.must(filepath.Dir(l.dir), append([]string{"init", "shop", "--yes", "--module", "example.com/shop"}, flags(first)...)...)
			l.write("internal/mine/mine.go", "// Package mine is the user's.\npackage mine\n\nimport \"github.com/google/uuid\"\n\n// ID is one.\nfunc ID() uuid.UUID { return uuid.New() }\n")
			for step := range steps {
				l.command()
				l.command()
				values := all[(seed+histories*(step+1))%len(all)]
				l.must(l.dir, append([]string{"set", "--yes", "--no-verify"}, settings(values)...)...)
				l.sound()
			}
			l.passes()
		})
	}
}

// asGit sets an author for git.
func asGit(t *testing.T) {
	t.Helper()
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "Ann")
		t.Setenv("GIT_"+who+"_EMAIL", "ann@example.com")
	}
}

// settings formats answers as arguments of newsvc set.
func settings(values map[string]any) []string {
	var words []string
	for name, value := range values {
		if list, ok := value.([]string); ok {
			value = strings.Join(list, ",")
		}
		words = append(words, fmt.Sprintf("%s=%v", name, value))
	}
	slices.Sort(words)
	return words
}

// flags formats answers as arguments of newsvc init.
func flags(values map[string]any) []string {
	var words []string
	for _, word := range settings(values) {
		words = append(words, "--set", word)
	}
	return words
}

func (l *workTree) write(path, text string) {
	l.t.Helper()
	name := filepath.Join(l.dir, filepath.FromSlash(path))
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o600)); err != nil {
		l.t.Fatal(err)
	}
}

// must runs newsvc, which must succeed.
func (l *workTree) must(dir string, args ...string) {
	l.t.Helper()
	if code, out := l.newsvcIn(dir, args...); code != 0 {
		l.t.Fatalf("exit code %d:\n%s\nafter\n%s", code, out, strings.Join(l.commands, "\n"))
	}
}

func (l *workTree) newsvcIn(dir string, args ...string) (code int, out string) {
	l.t.Helper()
	l.commands = append(l.commands, "newsvc "+strings.Join(args, " "))
	text, err := output(l.t, dir, nil, l.newsvc, args...)
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		l.t.Fatal(err)
	}
	if ended != nil {
		code = ended.ExitCode()
	}
	return code, string(text)
}

// command runs a valid random command and commits with a probability of one half.
func (l *workTree) command() {
	l.t.Helper()
	for {
		code, out := l.newsvcIn(l.dir, l.any()...)
		if code == fault.ExitUsage {
			l.commands = l.commands[:len(l.commands)-1]
			continue // The random command is invalid.
		}
		if code != 0 {
			l.t.Fatalf("exit code %d:\n%s\nafter\n%s", code, out, strings.Join(l.commands, "\n"))
		}
		break
	}
	if l.random.rand.IntN(2) == 0 {
		l.commands = append(l.commands, "git commit")
		run(l.t, l.dir, nil, "git", "add", "-A")
		run(l.t, l.dir, nil, "git", "commit", "-q", "-m", "more")
	}
}

func (l *workTree) any() []string {
	existing := answersOf(l.t, l.dir).Resources
	random := l.random.rand
	one, other := existing[random.IntN(len(existing))], existing[random.IntN(len(existing))]
	name, _, _ := strings.Cut(awkward[random.IntN(len(awkward))], " ")
	fields := l.random.fields(one.Name, other.Name)
	switch random.IntN(6) {
	case 0, 1:
		return append([]string{"add", "resource", name}, fields...)
	case 2, 3:
		return append([]string{"add", "field", one.Name}, fields...)
	case 4:
		return []string{"remove", "resource", one.Name, "--yes", "--no-verify"}
	default:
		return []string{"remove", "field", one.Name, one.Fields[random.IntN(len(one.Fields))].Name, "--yes", "--no-verify"}
	}
}

// sound checks that the service builds and has no drift.
func (l *workTree) sound() {
	l.t.Helper()
	for _, args := range [][]string{{"build", "./..."}, {"vet", "./..."}} {
		if out, err := output(l.t, l.dir, nil, "go", args...); err != nil {
			l.t.Fatalf("go %v: %v\n%s\nafter\n%s", args, err, out, strings.Join(l.commands, "\n"))
		}
	}
	l.must(l.dir, "status", "--strict")
}

// passes checks that the service's tests pass and that its module is tidy.
func (l *workTree) passes() {
	l.t.Helper()
	var env []string
	if answersOf(l.t, l.dir).Values["database"] == contract.Postgres && l.server != nil {
		env = []string{"TEST_DATABASE_URL=" + l.server.Database(l.t)}
	}
	for _, args := range [][]string{{"test", "-short", "./..."}, {"mod", "tidy", "-diff"}} {
		if out, err := output(l.t, l.dir, env, "go", args...); err != nil {
			l.t.Fatalf("go %v: %v\n%s\nafter\n%s", args, err, out, strings.Join(l.commands, "\n"))
		}
	}
}
