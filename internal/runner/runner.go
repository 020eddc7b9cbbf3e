// Package runner builds a service that newsvc just wrote, starts it, waits until
// it answers, and stops it.
package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"time"

	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/system"
)

// program describes the program of a service.
type program struct {
	dir     string // the service's folder
	pkg     string // the package to build, such as ./cmd/hello
	environ []string
	output  io.Writer // the output of the go command and of the service
}

// build builds the program. The go command uses neither a workspace around the
// folder, which may not list the service, nor version control, whose
// configuration can name commands to run.
func (p program) build(ctx context.Context, binary string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", binary, p.pkg)
	cmd.Dir, cmd.Env = p.dir, slices.Concat(p.environ, []string{"GOWORK=off"})
	output := plain.Writer(p.output) // compilers quote the content of files
	cmd.Stdout, cmd.Stderr = output, output
	return cmd.Run()
}

// process is a program that runs.
type process struct {
	ended <-chan error // receives the result when the program exits; nil means exit code 0
	cmd   *exec.Cmd
}

// start starts the binary that build built.
func (p program) start(binary string) (*process, error) {
	cmd := exec.Command(binary)
	cmd.Dir, cmd.Env = p.dir, p.environ
	cmd.Stdout, cmd.Stderr = p.output, p.output
	cmd.SysProcAttr = system.Detached()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return &process{ended, cmd}, nil
}

// errKilled is the error of a service that didn't stop in time.
var errKilled = errors.New("it was killed")

// stop interrupts the service and kills it if it doesn't exit before the timeout.
func (s *process) stop(timeout time.Duration) error {
	if err := system.Interrupt(s.cmd.Process); err != nil {
		_ = s.cmd.Process.Kill()
	}
	select {
	case err := <-s.ended:
		return err
	case <-time.After(timeout):
		_ = s.cmd.Process.Kill()
		return fmt.Errorf("%w: %w", errKilled, endOf(<-s.ended))
	}
}

// endOf returns the result of a program as an error, even if it exited with 0.
func endOf(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}
