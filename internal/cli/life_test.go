package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/cli"
)

// life is a service that goes through commands and edits by chance.
type life struct {
	t      *testing.T
	random *rand.Rand
	seed   uint64
	dir    string
	log    []string
	mine   map[string]string // what a person wrote: a line, to the file that it is in
	n      int
	edits  bool // a person edits what newsvc laid
}

func begin(t *testing.T, seed uint64, edits bool) *life {
	t.Helper()
	l := &life{
		t: t, random: rand.New(rand.NewPCG(seed, 4)), seed: seed, edits: edits,
		dir: filepath.Join(t.TempDir(), "shop"), mine: map[string]string{},
	}
	pack, err := filepath.Abs("../../testdata/packs/life")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Chdir(filepath.Dir(l.dir))
	l.must("init", "shop", "--pack", pack, "--yes", "--no-git")
	t.Chdir(l.dir)
	return l
}

// run runs newsvc and returns how it ended, and what it said.
func (l *life) run(args ...string) (code int, out, errs string) {
	l.log = append(l.log, "newsvc "+strings.Join(args, " "))
	var stdout, stderr bytes.Buffer
	code = cli.Main(context.Background(), args, cli.IO{In: strings.NewReader(""), Out: &stdout, Err: &stderr}, cli.SystemEnv())
	return code, stdout.String(), stderr.String()
}

func (l *life) must(args ...string) {
	l.t.Helper()
	if code, out, errs := l.run(args...); code != 0 {
		l.fatalf("exit code %d:\n%s%s", code, out, errs)
	}
}

func (l *life) fatalf(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf("seed %d: %s\nafter\n%s", l.seed, fmt.Sprintf(format, args...), strings.Join(l.log, "\n"))
}

// files are those of the service, with what is left out.
func (l *life) files(without ...string) map[string]string { return treeOf(l.t, l.dir, without...) }

// treeOf returns the text of every file in a folder, by its path, but for
// those whose paths begin with what is left out.
func treeOf(t *testing.T, dir string, without ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		if slices.ContainsFunc(without, func(w string) bool { return strings.HasPrefix(path, w) }) {
			return nil
		}
		data, err := os.ReadFile(name)
		found[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// names are the resources that there are, from their folders' answers.
func (l *life) names() []string {
	data, err := os.ReadFile(filepath.Join(l.dir, ".newsvc.yaml"))
	if err != nil {
		l.t.Fatal(err)
	}
	declared, _, _ := strings.Cut(string(data), "\nschema:")
	var names []string
	for line := range strings.Lines(declared) {
		if name, ok := strings.CutPrefix(line, "  - name: "); ok {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}

// command is a command by chance.
func (l *life) command() []string {
	l.n++
	names := l.names()
	one := names[l.random.IntN(len(names))]
	fields := []string{fmt.Sprintf("f%d:string:optional", l.n), fmt.Sprintf("f%d:int:default=1", l.n), fmt.Sprintf("f%d:ref=%s:optional", l.n, one)}
	field := fields[l.random.IntN(len(fields))]
	commands := [][]string{
		{"add", "resource", fmt.Sprintf("thing%d", l.n), "title:string", field},
		{"add", "field", one, field},
		{"remove", "resource", one},
		{"remove", "field", one, fmt.Sprintf("f%d", 1+l.random.IntN(l.n))},
		{"set", "framework=" + []string{"one", "two"}[l.random.IntN(2)]},
		{"set", "features" + []string{"+=", "-="}[l.random.IntN(2)] + "metrics"},
	}
	command := commands[l.random.IntN(len(commands))]
	if command[0] != "add" {
		command = append(command, "--no-verify", "--yes")
	}
	return command
}

// edit changes a file by hand, or adds one.
func (l *life) edit() {
	l.n++
	files := l.files(".newsvc", "migrations/", "go.")
	var paths []string
	for path := range files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	path := paths[l.random.IntN(len(paths))]
	if !l.edits || l.random.IntN(4) == 0 {
		path = fmt.Sprintf("internal/mine/file%d.go", l.n)
		files[path] = "package mine\n"
	}
	line := fmt.Sprintf("// mine %d", l.n)
	if !strings.HasSuffix(path, ".go") {
		line = fmt.Sprintf("# mine %d", l.n)
	}
	lines := strings.SplitAfter(files[path], "\n")
	at := 1 + l.random.IntN(len(lines))
	if at >= len(lines) {
		at = len(lines) - 1
	}
	text := strings.Join(slices.Insert(lines, at, line+"\n"), "")
	l.log = append(l.log, fmt.Sprintf("edit %s:%d", path, at+1))
	l.write(path, text)
	l.mine[line] = path
}

func (l *life) write(path, text string) {
	name := filepath.Join(l.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// step runs a command by chance. A conflict is taken back, which must be
// exact, or solved as a person would who keeps both.
func (l *life) step() {
	before := l.files()
	code, out, errs := l.run(l.command()...)
	switch {
	case code == 0:
	case code == 2: // what chance asked for can't be, as to remove what isn't there
		if diff := cmp.Diff(before, l.files()); diff != "" {
			l.fatalf("a refused command changed something:\n%s", diff)
		}
	case code != 3:
		l.fatalf("exit code %d:\n%s%s", code, out, errs)
	case l.random.IntN(2) == 0:
		l.must("abort")
		if diff := cmp.Diff(before, l.files()); diff != "" {
			l.fatalf("abort isn't exact:\n%s", diff)
		}
	default:
		l.solve()
		l.must("continue")
	}
	l.keeps()
}

// solve keeps both sides of every conflict.
func (l *life) solve() {
	for path, text := range l.files(".newsvc-unfinished/") {
		if !strings.Contains(text, "<<<<<<< yours") {
			continue
		}
		var kept strings.Builder
		base := false
		for line := range strings.Lines(text) {
			switch {
			case strings.HasPrefix(line, "||||||| "):
				base = true
			case strings.HasPrefix(line, "======="):
				base = false
			case base, strings.HasPrefix(line, "<<<<<<< "), strings.HasPrefix(line, ">>>>>>> "):
			default:
				kept.WriteString(line)
			}
		}
		l.write(path, kept.String())
	}
}

// keeps checks that every line that a person wrote is in its file.
func (l *life) keeps() {
	for line, path := range l.mine {
		data, err := os.ReadFile(filepath.Join(l.dir, filepath.FromSlash(path)))
		if err != nil || !slices.Contains(strings.Split(string(data), "\n"), line) {
			l.fatalf("%q of %s is lost: %v\n%s", line, path, err, data)
		}
	}
}

// histories returns how many are tried.
func histories() uint64 {
	if testing.Short() {
		return 15
	}
	return 200
}

func TestNoLineThatAPersonWroteIsLost(t *testing.T) {
	for seed := range histories() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			l := begin(t, seed, true)
			for range 10 {
				if l.random.IntN(2) == 0 {
					l.edit()
				}
				l.step()
			}
		})
	}
}

func TestThereAndBackIsTheSame(t *testing.T) {
	for seed := range histories() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			l := begin(t, seed, seed%2 == 1)
			for range 5 {
				l.step()
				l.edit()
			}
			before := l.files(".newsvc.yaml", "migrations/")
			for _, pair := range [][2][]string{
				{{"add", "resource", "extra", "title:string", "by:ref=" + l.names()[0]}, {"remove", "resource", "extra", "--no-verify"}},
				{{"add", "field", l.names()[0], "extra:string:optional"}, {"remove", "field", l.names()[0], "extra", "--no-verify"}},
				{{"set", "features+=docs", "--no-verify"}, {"set", "features-=docs", "--no-verify"}},
			} {
				if code, _, _ := l.run(pair[0]...); code != 0 {
					l.run("abort") // in conflict with an edit
					continue
				}
				if code, _, _ := l.run(pair[1]...); code != 0 {
					l.run("abort")
					return
				}
				if diff := cmp.Diff(before, l.files(".newsvc.yaml", "migrations/")); diff != "" {
					l.fatalf("%v and back:\n%s", pair[0], diff)
				}
			}
		})
	}
}

func TestAServiceWhosePeopleEditTheirOwnFilesAloneBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds services")
	}
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			l := begin(t, seed, false)
			for range 8 {
				l.edit()
				l.step()
			}
			l.must("set", "features=none", "--no-verify") // its modules can't be had
			for _, args := range [][]string{{"build", "./..."}, {"vet", "./..."}} {
				build := exec.Command("go", args...)
				build.Dir = l.dir
				if output, err := build.CombinedOutput(); err != nil {
					l.fatalf("go %v: %v\n%s", args, err, output)
				}
			}
			if code, out, _ := l.run("status", "--strict"); code != 0 {
				l.fatalf("it drifted without an edit:\n%s", out)
			}
		})
	}
}
