//go:build unix

package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// timeout is how long to wait for a screen.
const timeout = 20 * time.Second

// binary builds newsvc once. The tests need the real binary, because a test binary
// initializes its packages in another order.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "newsvc-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "newsvc")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		err = &buildError{string(out), err}
	}
	return path, err
})

type buildError struct {
	output string
	cause  error
}

func (e *buildError) Error() string { return e.cause.Error() + ": " + e.output }

// terminal is a real newsvc in a terminal that doesn't answer queries.
type terminal struct {
	t      *testing.T
	dir    string
	cmd    *exec.Cmd
	file   *os.File
	screen vt10x.Terminal

	mu   sync.Mutex
	sent bytes.Buffer  // everything that newsvc has printed
	done chan struct{} // closed when newsvc has exited
}

// start runs newsvc in a new folder with a new home folder.
func start(t *testing.T, env []string, args ...string) *terminal {
	t.Helper()
	return startIn(t, t.TempDir(), env, args...)
}

// startIn runs newsvc in a folder with a new home folder, in a terminal of 80 columns and
// 24 rows.
func startIn(t *testing.T, dir string, env []string, args ...string) *terminal {
	t.Helper()
	return size{80, 24}.start(t, dir, env, args...)
}

// size is the size of a terminal.
type size struct{ columns, rows int }

// start runs newsvc in a terminal of this size, in a folder and with a new home folder.
func (z size) start(t *testing.T, dir string, env []string, args ...string) *terminal {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, dir: dir, cmd: exec.Command(path, args...), screen: vt10x.New(vt10x.WithSize(z.columns, z.rows)), done: make(chan struct{})}
	term.cmd.Dir = dir
	term.cmd.Env = append([]string{
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "GIT_CONFIG_NOSYSTEM=1",
	}, env...)
	term.file, err = pty.StartWithSize(term.cmd, &pty.Winsize{Cols: uint16(z.columns), Rows: uint16(z.rows)})
	if err != nil {
		t.Fatal(err)
	}
	go term.read()
	t.Cleanup(func() {
		_ = term.cmd.Process.Kill()
		term.file.Close()
	})
	return term
}

// read passes newsvc's output to the screen until newsvc exits.
func (s *terminal) read() {
	buffer := make([]byte, 4096)
	for {
		n, err := s.file.Read(buffer)
		s.mu.Lock()
		s.sent.Write(buffer[:n])
		s.mu.Unlock()
		_, _ = s.screen.Write(buffer[:n])
		if err != nil {
			break // EIO on Linux, EOF on macOS: the other side is closed
		}
	}
	_ = s.cmd.Wait() // The process state contains the exit code.
	close(s.done)
}

// resize changes the size of the terminal. newsvc learns about it from a signal.
func (s *terminal) resize(z size) {
	s.t.Helper()
	s.screen.Resize(z.columns, z.rows)
	if err := pty.Setsize(s.file, &pty.Winsize{Cols: uint16(z.columns), Rows: uint16(z.rows)}); err != nil {
		s.t.Fatal(err)
	}
}

// text returns the content of the screen without trailing spaces.
func (s *terminal) text() string {
	var lines []string
	for line := range strings.SplitSeq(s.screen.String(), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// output returns everything that newsvc has printed so far.
func (s *terminal) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.String()
}

// expect waits until the screen shows text.
func (s *terminal) expect(text string) {
	s.t.Helper()
	for deadline := time.Now().Add(timeout); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(s.text(), text) {
			return
		}
	}
	s.t.Fatalf("the screen never showed %q:\n%s", text, s.text())
}

// press sends keys.
func (s *terminal) press(keys ...string) {
	s.t.Helper()
	for _, key := range keys {
		if _, err := io.WriteString(s.file, key); err != nil {
			s.t.Fatal(err)
		}
	}
}

// The special keys.
const (
	enter    = "\r"
	down     = "\x1b[B"
	up       = "\x1b[A"
	shiftTab = "\x1b[Z"
	ctrlC    = "\x03"
	ctrlD    = "\x04"
)

// exit waits until newsvc exits and returns its exit code.
func (s *terminal) exit() int {
	s.t.Helper()
	select {
	case <-s.done:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(timeout):
		s.t.Fatalf("newsvc didn't exit:\n%s", s.text())
		return -1
	}
}
