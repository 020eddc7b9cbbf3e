package cli

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
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
	binaries, err := r.app.machine().NewTemporary(ctx, "newsvc-run-")
	if err != nil {
		return err
	}
	defer binaries.Remove()
	binary := filepath.Join(binaries.Path, path.Base(r.program))
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
		return fault.Failed("service_ended", "the service didn't stop within %s and was killed", stopTime).Because(endOf(<-ended))
	}
}

func endOf(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}

// note says what is going on, on the side of errors.
func (a *app) note(format string, args ...any) {
	fmt.Fprint(a.io.Err, printable(fmt.Sprintf(format, args...))+"\n")
}
