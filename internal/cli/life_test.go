package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/cli"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
)

// life is a service that goes through commands and edits by chance.
type life struct {
	t       *testing.T
	random  *rand.Rand
	seed    uint64
	dir     string
	options []pack.Option // that chance answers anew
	log     []string
	mine    map[string]string // what a person wrote: a mark in a line, to the file that it is in
	deleted map[string]bool   // what a person deleted
	n       int
	edits   bool // a person edits what newsvc laid
}

func begin(t *testing.T, seed uint64, edits bool) *life {
	t.Helper()
	folder, err := filepath.Abs("../../testdata/packs/life")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	quicken(t)
	l := &life{
		t: t, random: rand.New(rand.NewPCG(seed, 4)), seed: seed, edits: edits,
		dir: filepath.Join(t.TempDir(), "shop"), mine: map[string]string{}, deleted: map[string]bool{},
	}
	for _, o := range p.Manifest.Options {
		if o.Format == "" { // a name or a module is no choice
			l.options = append(l.options, o)
		}
	}
	t.Chdir(filepath.Dir(l.dir))
	l.must("init", "shop", "--pack", folder, "--yes", "--no-git")
	t.Chdir(l.dir)
	return l
}

// quicken puts the test's folders into memory where the system has a place
// for that: to wait for the disk after each change takes most of the time.
// Go's cache stays where it is.
func quicken(t *testing.T) {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("GOCACHE") == "" {
		t.Setenv("GOCACHE", filepath.Join(cache, "go-build"))
	}
	if memory, err := os.Stat("/dev/shm"); err == nil && memory.IsDir() {
		t.Setenv("TMPDIR", "/dev/shm")
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
}

// run runs newsvc and returns how it ended, and what it said.
func (l *life) run(args ...string) (code int, out, errs string) {
	l.log = append(l.log, "newsvc "+strings.Join(args, " "))
	var stdout, stderr bytes.Buffer
	code = cli.Main(context.Background(), args, cli.IO{In: strings.NewReader(""), Out: &stdout, Err: &stderr}, system.Current())
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

// answers are those that the service keeps.
func (l *life) answers() spec.Answers {
	data, err := os.ReadFile(filepath.Join(l.dir, ".newsvc.yaml"))
	if err != nil {
		l.t.Fatal(err)
	}
	answers, err := spec.ParseAnswers(".newsvc.yaml", data)
	if err != nil {
		l.fatalf("%v", err)
	}
	return answers
}

// resource is one of those that there are, by chance.
func (l *life) resource() string {
	all := l.answers().Resources
	return all[l.random.IntN(len(all))].Name
}

// field is a new field by chance, which may refer to a resource.
func (l *life) field(target string) string {
	l.n++
	fields := []string{"f%d:string:optional", "f%d:int:default=1", "f%d:ref=" + target + ":optional"}
	return fmt.Sprintf(fields[l.random.IntN(len(fields))], l.n)
}

// setting answers an option anew by chance, whatever options there are.
func (l *life) setting() string {
	option := l.options[l.random.IntN(len(l.options))]
	choice := func() string { return option.Choices[l.random.IntN(len(option.Choices))].Name }
	switch option.Kind {
	case pack.Choice:
		return option.Name + "=" + choice()
	case pack.Many:
		return option.Name + []string{"+=", "-="}[l.random.IntN(2)] + choice()
	case pack.Bool:
		return option.Name + "=" + strconv.FormatBool(l.random.IntN(2) == 0)
	default:
		return option.Name + "=" + strconv.Itoa(l.random.IntN(9))
	}
}

// command is a command by chance.
func (l *life) command() []string {
	one := l.resource()
	field := l.field(one)
	commands := [][]string{
		{"add", "resource", fmt.Sprintf("thing%d", l.n), "title:string", field},
		{"add", "field", one, field},
		{"remove", "resource", one},
		{"remove", "field", one, fmt.Sprintf("f%d", 1+l.random.IntN(l.n))},
		{"set", l.setting()},
		{"set", l.setting()},
	}
	command := commands[l.random.IntN(len(commands))]
	if command[0] != "add" {
		command = append(command, "--no-verify", "--yes")
	}
	return command
}

// edit changes a file by hand, deletes one, moves one, or adds one.
func (l *life) edit() {
	l.n++
	files := l.files(".newsvc", "migrations/", "go.")
	path := slices.Sorted(maps.Keys(files))[l.random.IntN(len(files))]
	chance := l.random.IntN(24)
	switch {
	case !l.edits || chance < 6:
		path = fmt.Sprintf("internal/mine/file%d.go", l.n)
		files[path] = "package mine\n"
	case chance < 8:
		l.delete()
		return
	case chance < 10:
		l.move("internal/app/app.go", "internal/app/start.go")
		return
	}
	mark := fmt.Sprintf("// mine %d;", l.n)
	if !strings.HasSuffix(path, ".go") {
		mark = fmt.Sprintf("# mine %d;", l.n)
	}
	lines := strings.SplitAfter(files[path], "\n")
	at := min(1+l.random.IntN(len(lines)), len(lines)-1)
	if l.edits && l.random.IntN(3) == 0 {
		lines[at-1] = strings.TrimSuffix(lines[at-1], "\n") + " " + mark + "\n"
	} else {
		lines = slices.Insert(lines, at, mark+"\n")
	}
	l.log = append(l.log, fmt.Sprintf("edit %s:%d", path, at))
	l.write(path, strings.Join(lines, ""))
	l.mine[mark] = path
}

// delete deletes a file that every service has, unless a person wrote in it.
func (l *life) delete() {
	for _, path := range []string{"openapi.yaml", "README.md", "internal/server/routes.go"} {
		wrote := slices.Contains(slices.Collect(maps.Values(l.mine)), path)
		if !wrote && !l.deleted[path] {
			l.log = append(l.log, "delete "+path)
			if err := os.Remove(filepath.Join(l.dir, filepath.FromSlash(path))); err != nil {
				l.fatalf("%v", err)
			}
			l.deleted[path] = true
			return
		}
	}
}

// move gives a file another name, with all that a person wrote in it.
func (l *life) move(from, to string) {
	if l.deleted[from] {
		return
	}
	l.log = append(l.log, "move "+from+" to "+to)
	err := os.Rename(filepath.Join(l.dir, filepath.FromSlash(from)), filepath.Join(l.dir, filepath.FromSlash(to)))
	if err != nil {
		l.fatalf("%v", err)
	}
	l.deleted[from] = true
	for mark, path := range l.mine {
		if path == from {
			l.mine[mark] = to
		}
	}
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

// keeps checks that all that a person wrote is in its file, and that what they
// deleted stays deleted.
func (l *life) keeps() {
	for mark, path := range l.mine {
		data, err := os.ReadFile(filepath.Join(l.dir, filepath.FromSlash(path)))
		if err != nil || !strings.Contains(string(data), mark) {
			l.fatalf("%q of %s is lost: %v\n%s", mark, path, err, data)
		}
	}
	for path := range l.deleted {
		if _, err := os.Lstat(filepath.Join(l.dir, filepath.FromSlash(path))); err == nil {
			l.fatalf("%s was deleted, and is back", path)
		}
	}
}

// lived is a service after some steps and edits, with nothing left to solve.
func lived(t *testing.T, seed uint64, steps int) *life {
	t.Helper()
	l := begin(t, seed, seed%2 == 1)
	for range steps {
		l.step()
		l.edit()
	}
	return l
}

// do runs a command; false: it left conflicts, and is taken back, or was
// refused.
func (l *life) do(command []string) bool {
	code, out, errs := l.run(command...)
	switch code {
	case 0:
		return true
	case 2:
		return false
	case 3:
		l.must("abort")
		return false
	}
	l.fatalf("exit code %d:\n%s%s", code, out, errs)
	return false
}

// aside is what the order of commands, and going back, shows in.
var aside = []string{".newsvc.yaml", "migrations/"}

// histories returns how many are tried.
func histories() uint64 {
	if testing.Short() {
		return 8
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
			l := lived(t, seed, 5)
			for _, pair := range [][2][]string{
				{{"add", "resource", "extra", "title:string", "by:ref=" + l.resource()}, {"remove", "resource", "extra", "--no-verify"}},
				{{"add", "field", l.resource(), "extra:string:optional"}, {"remove", "field", l.resource(), "extra", "--no-verify"}},
				{{"set", l.setting(), "--no-verify", "--yes"}, nil},
			} {
				there, back := pair[0], pair[1]
				if there[1] == "field" {
					back[2] = there[2]
				}
				answers, before := l.answers(), l.files(aside...)
				if !l.do(there) {
					continue
				}
				if back == nil {
					back = l.back(answers)
				}
				if !l.do(back) {
					return
				}
				if diff := cmp.Diff(before, l.files(aside...)); diff != "" {
					l.fatalf("%v and back:\n%s", there, diff)
				}
			}
		})
	}
}

// back is the command that answers every option as before.
func (l *life) back(answers spec.Answers) []string {
	command := []string{"set", "--no-verify", "--yes"}
	for _, o := range l.options {
		switch value := answers.Values[o.Name].(type) {
		case nil: // it wasn't asked
		case []string:
			command = append(command, o.Name+"="+strings.Join(value, ","))
		default:
			command = append(command, fmt.Sprintf("%s=%v", o.Name, value))
		}
	}
	return command
}

func TestIndependentChangesCommute(t *testing.T) {
	for seed := range histories() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			l := lived(t, seed, 3)
			one := l.resource()
			changes := [][]string{
				{"add", "resource", "extra", "title:string", l.field(one)},
				{"add", "resource", "other", "title:string", l.field(one)},
				{"add", "field", one, l.field("user")},
				{"set", l.setting(), "--no-verify", "--yes"},
			}
			l.random.Shuffle(len(changes), func(i, j int) { changes[i], changes[j] = changes[j], changes[i] })
			before := l.files()
			if !l.do(changes[0]) || !l.do(changes[1]) {
				return
			}
			after := l.files(aside...)
			l.restore(before)
			if !l.do(changes[1]) || !l.do(changes[0]) {
				return
			}
			if diff := cmp.Diff(after, l.files(aside...)); diff != "" {
				l.fatalf("the other way round (-first +second):\n%s", diff)
			}
		})
	}
}

// restore makes the files as they were.
func (l *life) restore(files map[string]string) {
	l.log = append(l.log, "back to before these two")
	for path := range l.files() {
		if _, ok := files[path]; !ok {
			if err := os.Remove(filepath.Join(l.dir, filepath.FromSlash(path))); err != nil {
				l.t.Fatal(err)
			}
		}
	}
	for path, text := range files {
		l.write(path, text)
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
