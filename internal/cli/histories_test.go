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

// history is a service that goes through random commands and edits.
type history struct {
	t       *testing.T
	random  *rand.Rand
	seed    uint64
	dir     string
	options []pack.Option // that random commands change
	log     []string
	mine    map[string]string // what the user wrote: a mark in a line, to the file that contains it
	deleted map[string]bool   // what the user deleted
	n       int
	edits   bool // the user edits generated files
	undoes  bool // the user undoes every fourth change
	steps   int
}

func begin(t *testing.T, seed uint64, edits bool) *history {
	t.Helper()
	return beginWith(t, seed, edits, "life")
}

// beginWith is begin with a pack of testdata/packs.
func beginWith(t *testing.T, seed uint64, edits bool, name string) *history {
	t.Helper()
	folder, err := filepath.Abs("../../testdata/packs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	useMemory(t)
	l := &history{
		t: t, random: rand.New(rand.NewPCG(seed, 4)), seed: seed, edits: edits,
		dir: filepath.Join(t.TempDir(), "shop"), mine: map[string]string{}, deleted: map[string]bool{},
	}
	for _, o := range p.Manifest.Options {
		if o.Format == "" { // a name or a module has no choices
			l.options = append(l.options, o)
		}
	}
	t.Chdir(filepath.Dir(l.dir))
	l.must("init", "shop", "--module", "example.com/shop", "--pack", folder, "--yes", "--no-git")
	t.Chdir(l.dir)
	return l
}

// useMemory puts the test's folders into memory if the system supports that, because
// waiting for the disk after each change takes most of the time. Go's cache stays.
func useMemory(t *testing.T) {
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

// run runs newsvc and returns its exit code and what it printed.
func (l *history) run(args ...string) (code int, out, errs string) {
	l.log = append(l.log, "newsvc "+strings.Join(args, " "))
	var stdout, stderr bytes.Buffer
	code = cli.Main(context.Background(), args, cli.IO{In: strings.NewReader(""), Out: &stdout, Err: &stderr}, system.Current())
	return code, stdout.String(), stderr.String()
}

func (l *history) must(args ...string) {
	l.t.Helper()
	if code, out, errs := l.run(args...); code != 0 {
		l.fatalf("exit code %d:\n%s%s", code, out, errs)
	}
}

func (l *history) fatalf(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf("seed %d: %s\nafter\n%s", l.seed, fmt.Sprintf(format, args...), strings.Join(l.log, "\n"))
}

// files returns the files of the service, except for some paths.
func (l *history) files(without ...string) map[string]string { return treeOf(l.t, l.dir, without...) }

// treeOf returns the text of every file in a folder, by its path, except for paths
// with some prefixes.
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
		if strings.HasPrefix(path, ".newsvc-undo/") {
			return nil // the record of the last change
		}
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

// answers returns the answers of the service.
func (l *history) answers() spec.Answers {
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

// resource returns a random resource of the service.
func (l *history) resource() string {
	all := l.answers().Resources
	return all[l.random.IntN(len(all))].Name
}

// field returns a random new field, which may refer to a resource.
func (l *history) field(target string) string {
	l.n++
	fields := []string{"f%d:string:optional", "f%d:int:default=1", "f%d:ref=" + target + ":optional"}
	return fmt.Sprintf(fields[l.random.IntN(len(fields))], l.n)
}

// setting returns a random assignment to an option.
func (l *history) setting() string {
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

// command returns a random command.
func (l *history) command() []string {
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
func (l *history) edit() {
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

// delete deletes a file that every service has, unless the user wrote in it.
func (l *history) delete() {
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

// move renames a file, with the user's edits.
func (l *history) move(from, to string) {
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

func (l *history) write(path, text string) {
	name := filepath.Join(l.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// step runs a random command. Sometimes it undoes it. It aborts a change with conflicts, which has to
// restore every byte, or resolves them with both sides.
func (l *history) step() {
	before := l.files()
	code, out, errs := l.run(l.command()...)
	l.steps++
	switch {
	case code == 0 && l.undoes && l.steps%4 == 0:
		if diff := cmp.Diff(before, l.files()); diff == "" {
			break // Nothing was to be done, so the last change is an earlier one.
		}
		l.must("undo")
		if diff := cmp.Diff(before, l.files()); diff != "" {
			l.fatalf("undo isn't exact:\n%s", diff)
		}
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
		l.resolve()
		l.must("continue")
	}
	l.losesNothing()
}

// resolve resolves every conflict with both sides.
func (l *history) resolve() {
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

// losesNothing checks that everything that the user wrote is in its file, and that
// deleted files stay deleted.
func (l *history) losesNothing() {
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

// newHistory returns a service after some steps and edits, without conflicts.
func newHistory(t *testing.T, seed uint64, steps int) *history {
	t.Helper()
	l := begin(t, seed, seed%2 == 1)
	for range steps {
		l.step()
		l.edit()
	}
	return l
}

// do runs a command. It returns false if the command was refused, or left
// conflicts and was aborted.
func (l *history) do(command []string) bool {
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

// aside is what depends on the order of commands, and on undoing them.
var aside = []string{".newsvc.yaml", "migrations/"}

// histories returns the number of histories to try.
func histories() uint64 {
	if testing.Short() {
		return 8
	}
	return 200
}

func TestHistories_LoseNoLine(t *testing.T) {
	for seed := range histories() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			l := begin(t, seed, true)
			l.undoes = true
			for range 10 {
				if l.random.IntN(2) == 0 {
					l.edit()
				}
				l.step()
			}
		})
	}
}

func TestHistories_UndoIsExact(t *testing.T) {
	for seed := range histories() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			l := newHistory(t, seed, 5)
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

// back returns the command that sets every option as before.
func (l *history) back(answers spec.Answers) []string {
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

func TestHistories_IndependentChangesCommute(t *testing.T) {
	for seed := range histories() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			l := newHistory(t, seed, 3)
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

// restore restores the files.
func (l *history) restore(files map[string]string) {
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

func TestHistories_BuildWithOwnFiles(t *testing.T) {
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
