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

// patience bounds every wait for a process, generously: the machine may be busy.
const patience = 20 * time.Second

// process is a running service.
type process struct {
	addr   string // host:port
	cmd    *exec.Cmd
	output *output
	ended  chan struct{} // closed when the process has ended
	code   int           // the exit code, after that
}

// output collects what a process prints, on either stream.
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

// start runs the service with a database of its own and waits until it is
// ready. The process is killed when the test ends.
func start(t *testing.T, s Service, env map[string]string) *process {
	t.Helper()
	p := launch(t, s, env)
	p.waitFor(t, "/readyz", http.StatusOK)
	return p
}

// launch runs the service and waits until it listens, ready or not.
func launch(t *testing.T, s Service, env map[string]string) *process {
	t.Helper()
	p := spawn(t, s, freeAddress(t), env)
	p.waitFor(t, "/healthz", http.StatusOK)
	return p
}

// spawn runs the service, and waits for nothing. No client asks too often for it.
func spawn(t *testing.T, s Service, addr string, env map[string]string, args ...string) *process {
	t.Helper()
	all := map[string]string{"LOG_FORMAT": "json", "HTTP_ADDR": addr, "ADMIN_ADDR": "", "RATE_LIMIT_RPS": "1000000", "RATE_LIMIT_BURST": "1000000"}
	if _, given := env["DATABASE_URL"]; !given && s.Store != Memory {
		all["DATABASE_URL"] = s.database(t)
	}
	maps.Copy(all, s.options(t))
	maps.Copy(all, env)
	p := &process{addr: addr, cmd: exec.Command(s.Binary, args...), output: &output{}, ended: make(chan struct{})}
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

// run runs a command of the service to its end.
func run(t *testing.T, s Service, addr string, env map[string]string, args ...string) (code int, printed string) {
	t.Helper()
	p := spawn(t, s, addr, env, args...)
	return p.wait(t), p.output.String()
}

// wait waits for the end of the process and returns its exit code.
func (p *process) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
		return p.code
	case <-time.After(patience):
		t.Fatalf("the process still runs after %s", patience)
		return -1
	}
}

func (p *process) signal(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		t.Fatalf("send %s: %v", sig, err)
	}
}

// waitFor asks for path until it is answered with status.
func (p *process) waitFor(t *testing.T, path string, status int) {
	t.Helper()
	var last any
	eventually(t, func() bool {
		select {
		case <-p.ended:
			t.Fatalf("the process ended with exit code %d:\n%s", p.code, p.output)
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

// get is a GET on a connection of its own.
func (p *process) get(path string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
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

// lone opens a connection for each request.
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

// eventually polls until done or the patience ends.
func eventually(t *testing.T, done func() bool, otherwise func()) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			otherwise()
			return
		}
	}
}

// freeAddress is where nobody listens at the moment.
func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

// listens reports whether connections to the process are accepted.
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

// memory returns how many bytes of memory the process holds, where the system
// tells.
func (p *process) memory() (int, bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, false
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	var kilobytes int
	_, err = fmt.Sscan(after, &kilobytes)
	return kilobytes << 10, err == nil
}
