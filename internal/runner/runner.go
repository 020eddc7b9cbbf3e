// Package runner builds, starts and stops a service that newsvc has just generated.
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
	"github.com/newsvc/newsvc/internal/process"
)

// Program describes the program of a service.
type Program struct {
	Dir     string // the service's folder
	Package string // the package to build, such as ./cmd/hello
	Environ []string
	Output  io.Writer // the output of the go command and of the service
}

// Build builds the program. The go command uses neither a workspace around the
// folder, which may not list the service, nor version control, whose
// configuration can name commands to run.
func (p Program) Build(ctx context.Context, binary string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", binary, p.Package)
	cmd.Dir, cmd.Env = p.Dir, slices.Concat(p.Environ, []string{"GOWORK=off"})
	output := plain.Writer(p.Output) // compilers quote the content of files
	cmd.Stdout, cmd.Stderr = output, output
	return cmd.Run()
}

// Service is a running program.
type Service struct {
	Ended <-chan error // receives the result when the program exits; nil means exit code 0
	cmd   *exec.Cmd
}

// Start starts the binary that Build built.
func (p Program) Start(binary string) (*Service, error) {
	cmd := exec.Command(binary)
	cmd.Dir, cmd.Env = p.Dir, p.Environ
	cmd.Stdout, cmd.Stderr = p.Output, p.Output
	cmd.SysProcAttr = process.Detached()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return &Service{ended, cmd}, nil
}

// ErrKilled is the error of a service that didn't stop in time.
var ErrKilled = errors.New("it was killed")

// Stop interrupts the service and kills it if it doesn't exit before the timeout.
func (s *Service) Stop(timeout time.Duration) error {
	if err := process.Interrupt(s.cmd.Process); err != nil {
		_ = s.cmd.Process.Kill()
	}
	select {
	case err := <-s.Ended:
		return err
	case <-time.After(timeout):
		_ = s.cmd.Process.Kill()
		return fmt.Errorf("%w: %w", ErrKilled, EndOf(<-s.Ended))
	}
}

// EndOf returns the result of a program as an error, even if it exited with 0.
func EndOf(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}
