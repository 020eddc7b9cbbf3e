package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// timeout limits every wait for a process. It is long because the machine may be busy.
const timeout = 20 * time.Second

// process is a running service.
type process struct {
	addr   string // host:port
	cmd    *exec.Cmd
	output *output
	ended  chan struct{} // closed when the process has exited
	code   int           // the exit code, once ended is closed
}

// output collects the output of a process from both streams.
type output struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.data.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.data.String()
}

// start starts the service with its own database and waits until it is ready. The
// process is killed at the end of the test.
func start(t *testing.T, s Service, env map[string]string) *process {
	t.Helper()
	p := launch(t, s, env)
	p.waitFor(t, "/readyz", http.StatusOK)
	return p
}

// launch starts the service and waits until it listens, even if it isn't ready.
func launch(t *testing.T, s Service, env map[string]string) *process {
	t.Helper()
	p := spawn(t, s, freeAddress(t), env)
	p.waitFor(t, "/healthz", http.StatusOK)
	return p
}

// spawn starts the service without waiting for it.
func spawn(t *testing.T, s Service, addr string, env map[string]string, args ...string) *process {
	t.Helper()
	all := map[string]string{"LOG_FORMAT": "json", "HTTP_ADDR": addr, "ADMIN_ADDR": ""}
	if _, given := env["DATABASE_URL"]; !given && s.Store != Memory {
		all["DATABASE_URL"] = s.database(t)
	}
	maps.Copy(all, s.options(t))
	maps.Copy(all, env)
	p := &process{addr: addr, cmd: s.command(args), output: &output{}, ended: make(chan struct{})}
	p.cmd.Dir = t.TempDir()
	p.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + os.TempDir()}
	for name, value := range all {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", s.Binary, err)
	}
	go func() {
		_ = p.cmd.Wait()
		p.code = p.cmd.ProcessState.ExitCode()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			t.Logf("output of the process at %s:\n%s", addr, tail(p.output.String(), 30))
		}
	})
	return p
}

// command returns a command of the service with its limit of open files.
func (s Service) command(args []string) *exec.Cmd {
	if s.openFiles == 0 {
		return exec.Command(s.Binary, args...)
	}
	script := fmt.Sprintf(`ulimit -n %d && exec "$0" "$@"`, s.openFiles)
	return exec.Command("sh", append([]string{"-c", script, s.Binary}, args...)...)
}

// run runs a command of the service and waits for its exit code.
func run(t *testing.T, s Service, addr string, env map[string]string, args ...string) (code int, printed string) {
	t.Helper()
	p := spawn(t, s, addr, env, args...)
	return p.wait(t), p.output.String()
}

// wait waits until the process exits and returns its exit code.
func (p *process) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
		return p.code
	case <-time.After(timeout):
		t.Fatalf("the process is still running after %s", timeout)
		return -1
	}
}

func (p *process) signal(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		t.Fatalf("send %s: %v", sig, err)
	}
}

// waitFor requests path until the response has this status.
func (p *process) waitFor(t *testing.T, path string, status int) {
	t.Helper()
	var last any
	eventually(t, func() bool {
		select {
		case <-p.ended:
			t.Fatalf("the process exited with code %d:\n%s", p.code, p.output)
		default:
		}
		res, err := p.get(path)
		if err != nil {
			last = err
			return false
		}
		_ = res.Body.Close()
		last = res.StatusCode
		return res.StatusCode == status
	}, func() { t.Fatalf("GET %s is not %d, but %v", path, status, last) })
}

// get sends a GET request on a new connection.
func (p *process) get(path string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.addr+path, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+trusted.token())
	req.Close = true
	res, err := lone.RoundTrip(req)
	if err != nil {
		cancel()
		return nil, err
	}
	res.Body = bodyWithCancel{res.Body, cancel}
	return res, nil
}

// lone opens a new connection for each request.
var lone = &http.Transport{DisableKeepAlives: true, DisableCompression: true}

type bodyWithCancel struct {
	body interface {
		Read([]byte) (int, error)
		Close() error
	}
	cancel context.CancelFunc
}

func (b bodyWithCancel) Read(p []byte) (int, error) { return b.body.Read(p) }

func (b bodyWithCancel) Close() error {
	defer b.cancel()
	return b.body.Close()
}

// eventually polls until done returns true. If that takes longer than timeout, it calls otherwise.
func eventually(t *testing.T, done func() bool, otherwise func()) {
	t.Helper()
	for deadline := time.Now().Add(timeout); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			otherwise()
			return
		}
	}
}

// freeAddress returns an address on which no process listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

// listens reports whether the process accepts connections.
func (p *process) listens() bool {
	conn, err := net.DialTimeout("tcp", p.addr, time.Second)
	if err != nil {
		return errors.Is(err, os.ErrDeadlineExceeded)
	}
	return conn.Close() == nil
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// memory returns an entry of /proc/PID/status in bytes, on Linux.
func (p *process) memory(row string) (int, bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, false
	}
	_, after, _ := strings.Cut(string(status), row)
	var kilobytes int
	_, err = fmt.Sscan(after, &kilobytes)
	return kilobytes << 10, err == nil
}
