//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/newsvc/newsvc/internal/testkit/needs"
)

// bashCompletion is where systems install bash-completion.
var bashCompletion = []string{
	"/usr/share/bash-completion/bash_completion", "/usr/local/share/bash-completion/bash_completion", "/opt/homebrew/share/bash-completion/bash_completion",
}

// TestCompletion_InShells types commands into real shells and presses Tab.
func TestCompletion_InShells(t *testing.T) {
	newsvc, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	load := ""
	for _, file := range bashCompletion {
		if _, err := os.Stat(file); err == nil {
			load = ". " + file + "; "
			break
		}
	}
	shells := map[string]struct {
		args  []string
		setUp string
	}{
		"bash": {[]string{"bash", "--norc", "--noprofile", "-i"}, load + "source <(newsvc completion bash)"},
		"zsh":  {[]string{"zsh", "-f", "-i"}, "autoload -U compinit; compinit -u; source <(newsvc completion zsh)"},
		"fish": {[]string{"fish", "--no-config", "-i"}, "newsvc completion fish | source"},
	}
	cases := map[string]struct{ typed, want string }{
		"a command":                             {"newsvc opt\t", "newsvc options"},
		"a flag":                                {"newsvc init shop --fram\t", "newsvc init shop --framework"},
		"a choice":                              {"newsvc init shop --framework gi\t", "--framework gin"},
		"the first of a list":                   {"newsvc init shop --features metr\t", "--features metrics"},
		"after a comma":                         {"newsvc init shop --features docs,metr\t", "--features docs,metrics"},
		"after a comma and an equals sign":      {"newsvc init shop --features=docs,metr\t", "--features=docs,metrics"},
		"what is added to a list":               {"newsvc set features+=trac\t", "newsvc set features+=tracing"},
		"what is removed from a list":           {"newsvc set features-=metr\t", "newsvc set features-=metrics"},
		"what is left of a list, after a comma": {"newsvc init shop --features docs,\t\t", "docs,compression"},
	}
	for name, shell := range shells {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(shell.args[0]); err != nil || name == "bash" && load == "" {
				missing(t, name+", or its completion, is not installed")
			}
			for name, c := range cases {
				t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
					setUp := shell.setUp
					if strings.Contains(c.typed, " set ") {
						setUp = "newsvc init s --yes --no-git >/dev/null; cd s; " + setUp
					}
					s := startShell(t, newsvc, shell.args, setUp)
					s.send(c.typed)
					s.expect(c.want)
				})
			}
		})
	}
}

// TestCompletion_BashAlone checks what a user sees whose bash lacks bash-completion.
func TestCompletion_BashAlone(t *testing.T) {
	newsvc, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := startShell(t, newsvc, []string{"bash", "--norc", "--noprofile", "-i"}, "source <(newsvc completion bash)")
	s.send("newsvc opt\t")
	s.expect("install the package bash-completion")
}

// missing skips a test on a developer's machine, and fails it in CI.
func missing(t *testing.T, reason string) {
	t.Helper()
	needs.True(t, false, reason)
}

// shell is a shell in a terminal.
type shell struct {
	t    *testing.T
	file *os.File

	mu      sync.Mutex
	printed strings.Builder
}

// startShell starts a shell in a new folder, with newsvc in PATH, and loads completions.
func startShell(t *testing.T, newsvc string, args []string, setUp string) *shell {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	home := t.TempDir()
	cmd.Dir = home
	cmd.Env = []string{
		"HOME=" + home, "PATH=" + filepath.Dir(newsvc) + ":" + os.Getenv("PATH"), "TERM=dumb", "PS1=", "LC_ALL=C.UTF-8",
		"XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_CACHE_HOME=" + home,
	}
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 200, Rows: 50})
	if err != nil {
		t.Fatal(err)
	}
	s := &shell{t: t, file: file}
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		_, _ = io.Copy(s, file) // EIO: the shell has ended
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = file.Close()
		<-copied
	})
	s.send(setUp + "; echo load\"\"ed\r")
	s.expect("loaded")
	s.mu.Lock()
	s.printed.Reset()
	s.mu.Unlock()
	return s
}

// Write takes what the shell prints.
func (s *shell) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.printed.Write(p)
}

func (s *shell) send(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.file, text); err != nil {
		s.t.Fatal(err)
	}
}

// control matches what moves the cursor or colors text, and what a shell prints to
// overwrite what it has printed.
var control = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|\x07")

// expect waits until the shell has printed a text.
func (s *shell) expect(want string) {
	s.t.Helper()
	var got string
	for deadline := time.Now().Add(timeout); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		s.mu.Lock()
		got = control.ReplaceAllString(s.printed.String(), "")
		s.mu.Unlock()
		if strings.Contains(got, want) {
			return
		}
	}
	s.t.Fatalf("the shell doesn't print %q, but\n%q", want, got)
}
