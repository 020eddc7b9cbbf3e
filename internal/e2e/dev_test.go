//go:build unix

package e2e

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/contract"
)

// prompt is the maximum delay until a change is served on an idle machine. Without
// -matrix, the test only requires that it is served at all.
const prompt = 3 * time.Second

// TestDev changes code and an embedded file while `make dev` runs. With -matrix, the
// fastest reload must be prompt.
func TestDev(t *testing.T) {
	if testing.Short() {
		t.Skip("generates a service and builds it several times")
	}
	g := newWorld(t).generate(t, service{values: answers("chi", contract.SQLite)})
	printed := dev(t, g.dir)
	await(t, printed, `"listening`, 1)
	best := time.Hour
	for n, change := range []struct{ path, from, to string }{
		{"cmd/hello/main.go", `"listening"`, `"listening (1)"`},
		{"cmd/hello/main.go", `"listening (1)"`, `"listening (2)"`},
		{"internal/httpapi/openapi.yaml", "openapi: 3.1", "# Changed.\nopenapi: 3.1"},
	} {
		path := filepath.Join(g.dir, filepath.FromSlash(change.path))
		text := read(t, path)
		changed := strings.Replace(text, change.from, change.to, 1)
		if changed == text {
			t.Fatalf("%s has no %s", change.path, change.from)
		}
		began := time.Now()
		write(t, path, changed)
		await(t, printed, `"listening`, n+2)
		took := time.Since(began)
		t.Logf("%s is served after %s", change.path, took.Round(10*time.Millisecond))
		best = min(best, took)
	}
	if *matrix && best > prompt {
		t.Errorf("the fastest change was served after %s", best)
	}
}

// dev runs `make dev` until the end of the test and returns its output.
func dev(t *testing.T, dir string) *screen {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	_ = ln.Close()
	var printed screen
	cmd := exec.CommandContext(t.Context(), "make", "dev")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "LOG_FORMAT=json", "HTTP_ADDR="+addr, "ADMIN_ADDR=")
	cmd.Stdout, cmd.Stderr = &printed, &printed
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // like a shell, so that Ctrl-C reaches all processes
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() })
	return &printed
}

// screen collects output.
type screen struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.data.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.data.String()
}

// await waits until the output contains text count times.
func await(t *testing.T, printed *screen, text string, count int) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); strings.Count(printed.String(), text) < count; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%q doesn't occur %d times in\n%s", text, count, printed)
		}
	}
}
