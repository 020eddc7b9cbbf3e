//go:build unix

package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// builds is the machine's build cache, even if a test has its own caches.
var builds = goCache()

// evolvedService creates a service that has a history in a new folder, and returns the
// folder.
func evolvedService(t *testing.T) string {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := filepath.Abs(filepath.Join("..", "..", "testdata", "packs", "life"))
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	dir := filepath.Join(t.TempDir(), "shop")
	start := exec.Command(path, "init", dir, "--name", "shop", "--module", "example.com/shop", "--pack", pack, "--yes", "--no-git",
		"-r", "user name:string", "-r", "order number:string buyer:ref=user")
	start.Env = append(os.Environ(), "HOME="+t.TempDir())
	if out, err := start.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// revisions has conversations that change a service, and the commands that they result
// in.
var revisions = map[string]struct {
	args    []string
	asked   []answered
	command string
}{
	"a resource": {
		[]string{"add"},
		[]answered{
			{"What do you want to add?", []string{enter}},
			{"What is the resource called?", []string{"user"}},
			{"a resource user exists already", []string{"_note", enter}},
			{"What is the field of user_note called?", []string{"text", enter}},
			{"What is text?", []string{enter}},
			{"Which modifiers does text have?", []string{enter}},
			{"The fields of user_note", []string{down, enter}},
			{"Is this right?", []string{enter}},
		},
		"newsvc add resource user_note text:string",
	},
	"a field": {
		[]string{"add", "field", "user"},
		[]answered{
			{"What is the field of user called?", []string{"age", enter}},
			{"What is age?", []string{down, enter}},
			{"Which modifiers does age have?", []string{enter}},
			{"existing rows would have no value for it", []string{" ", enter}},
			{"The fields of user", []string{down, enter}},
			{"Is this right?", []string{enter}},
		},
		"newsvc add field user age:int:optional",
	},
	"a removal": {
		[]string{"remove"},
		[]answered{
			{"What do you want to remove?", []string{enter}},
			{"Which resources?", []string{" ", enter}},
			{"buyer of order refers to user", []string{enter}},
			{"Which resources?", []string{" ", down, " ", enter}},
			{"its migration drops the table orders, with all that is in it", []string{enter}},
		},
		"newsvc remove resource order",
	},
	"an option": {
		[]string{"set", "--no-verify"},
		[]answered{
			{"framework  one", []string{down, down, enter}},
			{"Which framework?", []string{down, enter}},
			{"with framework=two", []string{enter}},
			{"Is this right?", []string{enter}},
		},
		"newsvc set framework=two --no-verify",
	},
}

func TestRevisionForm(t *testing.T) {
	for name, c := range revisions {
		t.Run(name, func(t *testing.T) {
			dir, other := evolvedService(t), evolvedService(t)
			s := startIn(t, dir, []string{"XDG_CACHE_HOME=" + os.Getenv("XDG_CACHE_HOME"), "GOPROXY=off", "GOFLAGS=-mod=mod", "GOCACHE=" + builds}, c.args...)
			for _, q := range c.asked {
				s.expect(q.shows)
				s.press(q.keys...)
			}
			if code := s.exit(); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, s.text())
			}
			_, command, found := strings.Cut(s.output(), "the same without questions:")
			command, _, _ = strings.Cut(command, "\r\nnext:")
			if !found || strings.TrimSpace(command) != c.command {
				t.Fatalf("got the command %q, want %q:\n%s", command, c.command, s.text())
			}
			path, _ := binary()
			repeat := exec.Command("sh", "-c", strings.Replace(c.command, "newsvc", path, 1)+" --yes")
			repeat.Dir, repeat.Env = other, s.cmd.Env
			if out, err := repeat.CombinedOutput(); err != nil {
				t.Fatalf("the command fails: %v\n%s", err, out)
			}
			if diff := cmp.Diff(unstamped(contents(t, dir)), unstamped(contents(t, other))); diff != "" {
				t.Errorf("the command makes a different change (-form +command):\n%s", diff)
			}
		})
	}
}

// unstamped removes the files that contain timestamps.
func unstamped(files map[string]string) map[string]string {
	plain := map[string]string{}
	for name, text := range files {
		if !strings.HasPrefix(name, "migrations") && name != ".newsvc.yaml" {
			plain[name] = text
		}
	}
	return plain
}

func TestRevisionForm_CtrlC(t *testing.T) {
	for name, c := range revisions {
		for _, plain := range []string{"", "1"} {
			t.Run(name+" ACCESSIBLE="+plain, func(t *testing.T) {
				dir := evolvedService(t)
				before := contents(t, dir)
				s := startIn(t, dir, []string{"XDG_CACHE_HOME=" + os.Getenv("XDG_CACHE_HOME"), "ACCESSIBLE=" + plain}, c.args...)
				if plain != "" {
					s.expect("Press Ctrl-C to quit") // Plain lines are interrupted in the same way at every question.
				} else {
					last := len(c.asked) - 1
					for _, q := range c.asked[:last] {
						s.expect(q.shows)
						s.press(q.keys...)
					}
					s.expect(c.asked[last].shows)
				}
				s.press(ctrlC)
				if code := s.exit(); code != 130 {
					t.Errorf("exit code %d, want 130:\n%s", code, s.text())
				}
				if !strings.Contains(s.output(), "newsvc: interrupted, nothing was written") {
					t.Errorf("the message is missing:\n%s", s.text())
				}
				if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
					t.Errorf("the service changed:\n%s", diff)
				}
			})
		}
	}
}

func TestVerification_CtrlC(t *testing.T) {
	dir, scratch := evolvedService(t), t.TempDir()
	slow := filepath.Join(dir, "internal", "slow")
	if err := os.MkdirAll(slow, 0o755); err != nil {
		t.Fatal(err)
	}
	started := filepath.Join(t.TempDir(), "started")
	code := "package slow\n\nimport (\n\t\"os\"\n\t\"testing\"\n\t\"time\"\n)\n\nfunc TestSlow(t *testing.T) {\n" +
		"\t_ = os.WriteFile(" + strconv.Quote(started) + ", nil, 0o600)\n\ttime.Sleep(time.Minute)\n}\n"
	if err := os.WriteFile(filepath.Join(slow, "slow_test.go"), []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	s := startIn(t, dir, []string{"XDG_CACHE_HOME=" + os.Getenv("XDG_CACHE_HOME"), "TMPDIR=" + scratch, "GOCACHE=" + builds, "GOFLAGS="}, "remove", "resource", "order")
	s.expect("verifying in a copy")
	for deadline := time.Now().Add(2 * timeout); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(started); err == nil {
			break
		}
	}
	s.press(ctrlC)
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d, want 130:\n%s", code, s.text())
	}
	if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
		t.Errorf("the service changed:\n%s", diff)
	}
	if left := contents(t, scratch); len(left) > 0 {
		t.Errorf("it left %v", slices.Sorted(maps.Keys(left))[:3])
	}
}
