package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/runner"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/tree"
)

// How long a started service may take to answer, to say nothing, and to stop.
const (
	answerTime = 30 * time.Second
	pollTime   = 50 * time.Millisecond
	stopTime   = 20 * time.Second
)

// starter builds and starts a service that was just written.
type starter struct {
	app     *app
	program runner.Program
}

// newStarter checks, before anything is written, that the planned files can be
// built and started here.
func (a *app) newStarter(dir string, files tree.Tree) (*starter, error) {
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
	return &starter{a, runner.Program{Dir: dir, Package: programs[0], Environ: a.env.Environ(), Output: a.io.Err}}, nil
}

// run builds the service and keeps it running until ctx ends, which is a
// success, or until it ends by itself, which isn't. It calls ready once the
// service answers.
func (s *starter) run(ctx context.Context, ready func(running) error) error {
	binaries, err := s.app.host.Disk.NewTemporary(ctx, "newsvc-run-")
	if err != nil {
		return err
	}
	defer binaries.Remove()
	binary := filepath.Join(binaries.Path, path.Base(s.program.Package))
	if s.app.env.OS == "windows" {
		binary += ".exe"
	}
	if err := s.build(ctx, binary); err != nil {
		return err
	}
	return s.serve(ctx, binary, ready)
}

func (s *starter) build(ctx context.Context, binary string) error {
	s.app.note("building %s (the first time, this downloads and compiles its modules)", s.program.Package)
	start := time.Now()
	if err := s.program.Build(ctx, binary); err != nil {
		if ctx.Err() != nil {
			return stopped
		}
		return fault.Failed("build", "go build %s in %s", s.program.Package, s.program.Dir).Because(err).
			WithHint("the files are written; what is above says why they don't build")
	}
	s.app.note("built in %s", time.Since(start).Round(100*time.Millisecond))
	return nil
}

// stopped is the interruption of a run: by then, the service is written.
var stopped = &fault.Error{Code: "interrupted", Exit: fault.ExitInterrupted, Message: "interrupted; the service is written, but not started"}

func (s *starter) serve(ctx context.Context, binary string, ready func(running) error) error {
	if err := s.portIsFree(); err != nil {
		return err
	}
	service, err := s.program.Start(binary)
	if err != nil {
		return fault.Failed("run", "start %s", s.program.Package).Because(err)
	}
	answers := make(chan running, 1)
	waiting, giveUp := context.WithTimeout(ctx, answerTime)
	defer giveUp()
	go func() { waitFor(waiting, s.address(), answers) }()

	var failed error
	for {
		select {
		case found := <-answers:
			answers = nil
			failed = ready(found)
			if failed == nil {
				continue
			}
		case err := <-service.Ended:
			return fault.Failed("service_ended", "the service ended by itself").Because(runner.EndOf(err)).
				WithHint("its output above says why")
		case <-ctx.Done():
			s.app.note("stopping the service")
		}
		return errors.Join(failed, stop(service))
	}
}

// stop ends the service, and says how that went.
func stop(service *runner.Service) error {
	err := service.Stop(stopTime)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, runner.ErrKilled):
		return fault.Failed("service_ended", "the service didn't stop within %s", stopTime).Because(err)
	}
	return fault.Failed("service_ended", "the service didn't stop cleanly").Because(err)
}

// note says what is going on, on the side of errors.
func (a *app) note(format string, args ...any) {
	plain.Harmless(args)
	fmt.Fprintf(a.io.Err, format+"\n", args...)
}
