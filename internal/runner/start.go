package runner

import (
	"context"
	"errors"
	"io"
	"path"
	"path/filepath"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

// The longest that a service may take to answer, the pause between two tries,
// and the longest that it may take to stop.
const (
	answerTime = 30 * time.Second
	pollTime   = 50 * time.Millisecond
	stopTime   = 20 * time.Second
)

// Runner builds and starts a service.
type Runner struct {
	host    service.Host
	program program
}

func (r *Runner) notify(format string, args ...any) { r.host.Notify(plain.Sprintf(format, args...)) }

// New checks, before anything is written, that a service with the given files
// can be built and started in a folder. What the go command and the service
// print goes to output.
func New(host service.Host, dir string, files tree.Tree, output io.Writer) (*Runner, error) {
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
	if !sandbox.HasGo() {
		return nil, fault.Failed("no_go", "--run needs the go command, which isn't in PATH").
			WithHint("install Go from https://go.dev/dl, or leave --run out")
	}
	return &Runner{host, program{dir: dir, pkg: programs[0], environ: host.Env.Environ(), output: output}}, nil
}

// Run builds the service and keeps it running until ctx ends, which is a
// success, or until the service ends by itself, which isn't. It calls ready once
// the service answers.
func (r *Runner) Run(ctx context.Context, ready func(Running) error) error {
	binaries, err := r.host.Disk.NewTemporary(ctx, "newsvc-run-")
	if err != nil {
		return err
	}
	defer binaries.Remove()
	binary := filepath.Join(binaries.Path, path.Base(r.program.pkg))
	if r.host.Env.OS == "windows" {
		binary += ".exe"
	}
	if err := r.build(ctx, binary); err != nil {
		return err
	}
	return r.serve(ctx, binary, ready)
}

func (r *Runner) build(ctx context.Context, binary string) error {
	r.notify("building %s (the first time, this downloads and compiles its modules)", r.program.pkg)
	start := time.Now()
	if err := r.program.build(ctx, binary); err != nil {
		if ctx.Err() != nil {
			return stopped
		}
		return fault.Failed("build", "go build %s in %s", r.program.pkg, r.program.dir).WithCause(err).
			WithHint("the files are written; what is above says why they don't build")
	}
	r.notify("built in %s", time.Since(start).Round(100*time.Millisecond))
	return nil
}

// stopped reports that the run was interrupted before the service started.
var stopped = &fault.Error{Code: "interrupted", Exit: fault.ExitInterrupted, Message: "interrupted; the service is written, but not started"}

func (r *Runner) serve(ctx context.Context, binary string, ready func(Running) error) error {
	if err := r.checkAddress(); err != nil {
		return err
	}
	started, err := r.program.start(binary)
	if err != nil {
		return fault.Failed("run", "start %s", r.program.pkg).WithCause(err)
	}
	answers := make(chan Running, 1)
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
		case err := <-started.ended:
			return fault.Failed("service_ended", "the service ended by itself").WithCause(exitError(err)).
				WithHint("its output above says why")
		case <-ctx.Done():
			r.notify("stopping the service")
		}
		return errors.Join(failed, stop(started))
	}
}

// stop ends the service.
func stop(started *process) error {
	err := started.stop(stopTime)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errKilled):
		return fault.Failed("service_ended", "the service didn't stop within %s", stopTime).WithCause(err)
	}
	return fault.Failed("service_ended", "the service didn't stop cleanly").WithCause(err)
}
