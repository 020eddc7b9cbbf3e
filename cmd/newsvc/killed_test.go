package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/testkit/modproxy"
)

// failpoints is a newsvc that can be killed before any step that changes the disk,
// with its environment.
type failpoints struct {
	t    *testing.T
	path string
	env  []string
}

func newFailpoints(t *testing.T) *failpoints {
	t.Helper()
	if memory, err := os.Stat("/dev/shm"); err == nil && memory.IsDir() {
		t.Setenv("TMPDIR", "/dev/shm") // The test creates hundreds of temporary folders.
	}
	home := t.TempDir()
	k := &failpoints{t: t, path: filepath.Join(home, "newsvc.exe")}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-tags", "failpoint", "-o", k.path, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	k.env = append(os.Environ(), "HOME="+home, "USERPROFILE="+home, "AppData="+home, "LocalAppData="+home,
		"XDG_CACHE_HOME="+filepath.Join(home, "cache"), "XDG_CONFIG_HOME="+home, "GIT_CONFIG_NOSYSTEM=1", "NEWSVC_FAILPOINT=")
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		k.env = append(k.env, "GIT_"+who+"_NAME=Ada", "GIT_"+who+"_EMAIL=ada@example.com", "GIT_"+who+"_DATE=2026-01-01T00:00:00Z")
	}
	return k
}

// run runs a program in a folder and returns its exit code, which is -1 if it was
// killed.
func (k *failpoints) run(dir string, env []string, name string, args ...string) (code int, out string) {
	k.t.Helper()
	cmd := exec.CommandContext(k.t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, append(slices.Clone(k.env), env...)
	text, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		k.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

func (k *failpoints) must(dir string, want int, name string, args ...string) {
	k.t.Helper()
	if code, out := k.run(dir, nil, name, args...); code != want {
		k.t.Fatalf("%s %s: exit code %d:\n%s", name, strings.Join(args, " "), code, out)
	}
}

// growModule is the module that has the versions of the pack grow.
const growModule = "example.com/grow"

// publishGrow publishes the versions of the pack grow on a module proxy.
func (k *failpoints) publishGrow() {
	k.t.Helper()
	proxy := modproxy.Proxy{Dir: k.t.TempDir()}
	for _, n := range []string{"1", "5"} {
		if err := proxy.AddFolder(growModule, "v0."+n+".0", k.pack("grow/"+n)); err != nil {
			k.t.Fatal(err)
		}
	}
	k.env = append(k.env, "GOPROXY="+proxy.URL(), "GOSUMDB=off", "GOPRIVATE=", "GONOPROXY=", "GOFLAGS=-modcacherw", "GOMODCACHE="+filepath.Join(k.t.TempDir(), "mod"))
}

// pack returns a pack for tests: the module of the name, or the folder.
func (k *failpoints) pack(name string) string {
	k.t.Helper()
	if strings.HasPrefix(name, growModule) {
		return name
	}
	folder, err := filepath.Abs("../../testdata/packs/" + name)
	if err != nil {
		k.t.Fatal(err)
	}
	return folder
}

// service creates a committed service with two resources.
func (k *failpoints) service(pack string) string {
	k.t.Helper()
	dir := filepath.Join(k.t.TempDir(), "shop")
	k.must(filepath.Dir(dir), 0, k.path, "init", "shop", "--pack", k.pack(pack), "--module", "example.com/shop", "--yes")
	k.must(dir, 0, k.path, "add", "resource", "post", "title:string", "by:ref=user")
	k.commit(dir)
	return dir
}

func (k *failpoints) commit(dir string) {
	k.t.Helper()
	k.must(dir, 0, "git", "add", "-A")
	k.must(dir, 0, "git", "commit", "-q", "-m", "more")
}

// edit makes adding another resource conflict.
func (k *failpoints) edit(dir string) {
	k.t.Helper()
	k.replace(dir, "post.Plural,", "post.Plural, // mine")
	k.commit(dir)
}

func (k *failpoints) replace(dir, old, by string) {
	k.t.Helper()
	name := filepath.Join(dir, "internal", "app", "app.go")
	text, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(text), old) {
		k.t.Fatalf("%v: no %q in\n%s", err, old, text)
	}
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(string(text), old, by)), 0o644); err != nil {
		k.t.Fatal(err)
	}
}

// conflictMarkers matches the lines that mark a conflict.
var conflictMarkers = regexp.MustCompile(`(?m)^(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>).*\n`)

// TestKilledAtEveryWrite kills every command that changes a service before each of
// its steps on disk. The next command, whichever it is, must restore the old service
// or complete the new one, without leaving other files.
func TestKilledAtEveryWrite(t *testing.T) {
	k := newFailpoints(t)
	k.publishGrow()
	addTag := []string{"add", "resource", "tag", "word:string"}
	update := []string{"update", "--pack", k.pack("grow/5"), "--no-verify"}
	cases := map[string]struct {
		pack    string
		prepare func(dir string)
		command []string
		code    int
	}{
		"update":                   {"grow/1", nil, update, 0},
		"an update that conflicts": {"grow/1", func(dir string) { k.replace(dir, "says what", "tells what"); k.commit(dir) }, update, 3},
		"abort after an update that conflicts": {"grow/1", func(dir string) {
			k.replace(dir, "says what", "tells what")
			k.commit(dir)
			k.must(dir, 3, k.path, update...)
		}, []string{"abort"}, 0},
		"update of a pack from a module":       {growModule + "@v0.1.0", nil, []string{"update", "--no-verify"}, 0},
		"add":                                  {"life", nil, addTag, 0},
		"remove":                               {"life", nil, []string{"remove", "resource", "post", "--no-verify"}, 0},
		"set":                                  {"life", nil, []string{"set", "framework=two", "--no-verify"}, 0},
		"an add that conflicts":                {"life", k.edit, addTag, 3},
		"abort after a conflict":               {"life", func(dir string) { k.edit(dir); k.must(dir, 3, k.path, addTag...) }, []string{"abort"}, 0},
		"undo":                                 {"life", func(dir string) { k.must(dir, 0, k.path, addTag...) }, []string{"undo"}, 0},
		"an add that replaces the last change": {"life", func(dir string) { k.must(dir, 0, k.path, "set", "framework=two", "--no-verify"); k.commit(dir) }, addTag, 0},
		"continue after resolving it": {"life", func(dir string) {
			k.edit(dir)
			k.must(dir, 3, k.path, addTag...)
			name := filepath.Join(dir, "internal", "app", "app.go")
			text, err := os.ReadFile(name)
			if err == nil {
				err = os.WriteFile(name, conflictMarkers.ReplaceAll(text, nil), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, []string{"continue"}, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			k := &failpoints{t, k.path, k.env}
			service := k.service(c.pack)
			// Prepare each copy separately, because a record of an unfinished change
			// is only valid in the folder in which it was written.
			prepared := func() string {
				dir := k.again(service)
				if c.prepare != nil {
					c.prepare(dir)
				}
				return dir
			}
			before := k.snapshot(prepared())
			whole := prepared()
			k.must(whole, c.code, k.path, c.command...)
			after := k.snapshot(whole)
			outcomes := map[string]int{}
			for n := 1; k.killedAt(prepared(), n, c.command, before, after, outcomes); n += step() {
			}
			if outcomes["old"] == 0 || outcomes["new"] == 0 {
				t.Errorf("outcomes %v: want both", outcomes)
			}
			t.Log(outcomes)
		})
	}
}

// step returns how many writes to advance from one kill to the next.
func step() int {
	if testing.Short() {
		return 11
	}
	return 1
}

// killedAt kills a command before its n-th step and runs another command. It
// reports false if the first command has fewer steps.
func (k *failpoints) killedAt(dir string, n int, command []string, before, after state, outcomes map[string]int) bool {
	k.t.Helper()
	code, out := k.run(dir, []string{fmt.Sprint("NEWSVC_FAILPOINT=", n)}, k.path, command...)
	if code == 0 || code == 3 {
		return false
	}
	if strings.Contains(out, "newsvc: ") {
		k.t.Fatalf("kill at step %d: exit code %d:\n%s", n, code, out)
	}
	next := []string{"diff", "status"}[n%2]
	if code, out := k.run(filepath.Join(dir, "internal"), nil, k.path, next); code != 0 && code != 3 {
		k.t.Fatalf("killed at step %d, then newsvc %s: exit code %d:\n%s", n, next, code, out)
	}
	got := k.snapshot(dir)
	switch {
	case cmp.Equal(got, before):
		outcomes["old"]++
	case cmp.Equal(got, after):
		outcomes["new"]++
	default:
		k.t.Fatalf("killed at step %d, then newsvc %s: neither the old service (-old +got):\n%s\nnor the new one (-new +got):\n%s",
			n, next, cmp.Diff(before, got), cmp.Diff(after, got))
	}
	if err := os.RemoveAll(filepath.Dir(dir)); err != nil {
		k.t.Fatal(err)
	}
	return true
}

// again copies a service, including git's folder, into an empty folder.
func (k *failpoints) again(service string) string {
	k.t.Helper()
	parent, err := os.MkdirTemp(k.t.TempDir(), "")
	if err != nil {
		k.t.Fatal(err)
	}
	dir := filepath.Join(parent, "shop")
	if err := os.CopyFS(dir, os.DirFS(service)); err != nil {
		k.t.Fatal(err)
	}
	return dir
}

// state is the state of a service: its files, its git status, and the names of the
// files next to it. Timestamps, secrets and what depends on them are
// replaced, because they differ between runs.
type state struct {
	Files     map[string]string
	Git       []string
	Neighbors []string
}

var stamps = regexp.MustCompile(`\b20\d{12}|\b[0-9a-f]{32} [0-9a-f]{64}\b|"after": "[0-9a-f]{64}"|"service": ".*"`)

func (k *failpoints) snapshot(dir string) state {
	k.t.Helper()
	s := state{Files: map[string]string{}}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.Name() == ".git":
			return fs.SkipDir
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		var data []byte
		if entry.Type().IsRegular() {
			data, err = os.ReadFile(name)
		}
		path = stamps.ReplaceAllString(filepath.ToSlash(path), "STAMP")
		s.Files[path] = entry.Type().String() + " " + stamps.ReplaceAllString(string(data), "STAMP")
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	code, out := k.run(dir, nil, "git", "status", "--porcelain", "--untracked-files=all")
	if code != 0 {
		k.t.Fatal(out)
	}
	s.Git = strings.Split(stamps.ReplaceAllString(out, "STAMP"), "\n")
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		k.t.Fatal(err)
	}
	for _, e := range entries {
		s.Neighbors = append(s.Neighbors, e.Name())
	}
	return s
}
