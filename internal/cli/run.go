package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// How long a started service may take to answer, to say nothing, and to stop.
const (
	answerTime = 30 * time.Second
	pollTime   = 50 * time.Millisecond
	stopTime   = 20 * time.Second
)

// runner builds and starts a service that was just written.
type runner struct {
	app     *app
	dir     string
	program string // the package to build, as ./cmd/hello
}

// running is what is printed of a service that answers.
type running struct {
	URL    string `json:"url"`
	Health string `json:"health"`
	Docs   string `json:"docs,omitempty"`
}

// newRunner checks, before anything is written, that the planned files can be
// built and started here.
func (a *app) newRunner(dir string, files tree.Tree) (*runner, error) {
	var programs []string
	for _, file := range files.Paths() {
		if ok, _ := path.Match("cmd/*/main.go", file); ok {
			programs = append(programs, "./"+path.Dir(file))
		}
	}
	if _, ok := files["go.mod"]; !ok || len(programs) != 1 {
		return nil, fault.Usage("cannot_run", "--run starts Go services with one program below cmd, and this pack's has %d", len(programs)).
			WithHint("leave --run out, and start it as its README says")
	}
	if _, err := exec.LookPath("go"); err != nil {
		return nil, fault.Failed("no_go", "--run needs the go command, which isn't in PATH").
			WithHint("install Go from https://go.dev/dl, or leave --run out")
	}
	return &runner{app: a, dir: dir, program: programs[0]}, nil
}

// run builds the service and keeps it running until ctx ends, which is a
// success, or until it ends by itself, which isn't. It calls ready once the
// service answers.
func (r *runner) run(ctx context.Context, ready func(running) error) error {
	binaries, err := os.MkdirTemp("", "newsvc-run-")
	if err != nil {
		return fault.Failed("run", "make room for the binary").Because(err)
	}
	defer os.RemoveAll(binaries)
	binary := filepath.Join(binaries, path.Base(r.program))
	if r.app.env.OS == "windows" {
		binary += ".exe"
	}
	if err := r.build(ctx, binary); err != nil {
		return err
	}
	return r.serve(ctx, binary, ready)
}

func (r *runner) build(ctx context.Context, binary string) error {
	r.app.note("building %s (the first time, this downloads and compiles its modules)", r.program)
	start := time.Now()
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, r.program)
	// A workspace around the folder would refuse what it doesn't list.
	build.Env = append(r.app.env.Environ(), "GOWORK=off")
	build.Dir = r.dir
	build.Stdout, build.Stderr = r.app.io.Err, r.app.io.Err
	if err := build.Run(); err != nil {
		if ctx.Err() != nil {
			return stopped
		}
		return fault.Failed("build", "go build %s in %s", r.program, r.dir).Because(err).
			WithHint("the files are written; what is above says why they don't build")
	}
	r.app.note("built in %s", time.Since(start).Round(100*time.Millisecond))
	return nil
}

// stopped is the interruption of a run: by then, the service is written.
var stopped = &fault.Error{Code: "interrupted", Exit: fault.ExitInterrupted, Message: "interrupted; the service is written, but not started"}

func (r *runner) serve(ctx context.Context, binary string, ready func(running) error) error {
	if err := r.portIsFree(); err != nil {
		return err
	}
	service := exec.Command(binary)
	service.Env, service.Dir = r.app.env.Environ(), r.dir
	service.Stdout, service.Stderr = r.app.io.Err, r.app.io.Err
	detach(service)
	if err := service.Start(); err != nil {
		return fault.Failed("run", "start %s", r.program).Because(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- service.Wait() }()

	answers := make(chan running, 1)
	waiting, giveUp := context.WithTimeout(ctx, answerTime)
	defer giveUp()
	go func() { waitFor(waiting, r.address(), answers) }()

	var failed error
	for {
		select {
		case found := <-answers:
			answers = nil
			failed = ready(found)
			if failed == nil {
				continue
			}
		case err := <-ended:
			return fault.Failed("service_ended", "the service ended by itself").Because(endOf(err)).
				WithHint("its output above says why")
		case <-ctx.Done():
			r.app.note("stopping the service")
		}
		return errors.Join(failed, stop(service, ended))
	}
}

// stop ends the service as an operator would, and by force if that takes too long.
func stop(service *exec.Cmd, ended <-chan error) error {
	if err := interrupt(service); err != nil {
		_ = service.Process.Kill()
	}
	select {
	case err := <-ended:
		if err != nil {
			return fault.Failed("service_ended", "the service didn't stop cleanly").Because(err)
		}
		return nil
	case <-time.After(stopTime):
		_ = service.Process.Kill()
		<-ended
		return fault.Failed("service_ended", "the service didn't stop within %s and was killed", stopTime)
	}
}

func endOf(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}

// listens is the address that the service will listen at.
func (r *runner) listens() string {
	if addr, _ := r.app.env.Lookup("HTTP_ADDR"); addr != "" {
		return addr
	}
	return ":8080"
}

// portIsFree makes sure that it is this service that will answer.
func (r *runner) portIsFree() error {
	ln, err := net.Listen("tcp", r.listens())
	if err != nil {
		return fault.Failed("address_in_use", "the service would listen at %s", r.listens()).Because(err).
			WithHint("the service is written and built; set HTTP_ADDR, for example to :8081, and start it again")
	}
	return ln.Close()
}

// address is the base URL that the service will have.
func (r *runner) address() string {
	host, port, err := net.SplitHostPort(r.listens())
	if err != nil {
		return "http://" + r.listens()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// waitFor polls the service until it answers or ctx ends.
func waitFor(ctx context.Context, base string, answers chan<- running) {
	for {
		if answersOK(ctx, base, "/healthz") {
			found := running{URL: base, Health: base + "/healthz"}
			if answersOK(ctx, base, "/docs") {
				found.Docs = base + "/docs"
			}
			answers <- found
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pollTime):
		}
	}
}

// answersOK reports whether a GET of path is answered 200. It speaks just
// enough HTTP for that: a client would cost every newsvc a megabyte.
func answersOK(ctx context.Context, base, path string) bool {
	host := strings.TrimPrefix(base, "http://")
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, host)
	status, err := bufio.NewReader(io.LimitReader(conn, 1024)).ReadString('\n')
	return err == nil && strings.HasPrefix(status, "HTTP/1.1 200 ")
}

// lines are the addresses for a person.
func (r running) lines() string {
	var b strings.Builder
	fmt.Fprintf(&b, "running at %s (Ctrl-C stops it)\n  health  %s\n", r.URL, r.Health)
	if r.Docs != "" {
		fmt.Fprintf(&b, "  docs    %s\n", r.Docs)
	}
	return b.String()
}

// note says what is going on, on the side of errors.
func (a *app) note(format string, args ...any) {
	fmt.Fprint(a.io.Err, printable(fmt.Sprintf(format, args...))+"\n")
}
