// Package runner builds a service that newsvc just wrote, starts it and stops it.
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

// Program is a service's program.
type Program struct {
	Dir     string // the service's folder
	Package string // the package to build, as ./cmd/hello
	Environ []string
	Output  io.Writer // for everything that the go command and the service print
}

// Build builds the program. A workspace around the folder would refuse what it
// doesn't list, and a repository's configuration can name commands, so the go
// command looks at neither.
func (p Program) Build(ctx context.Context, binary string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", binary, p.Package)
	cmd.Dir, cmd.Env = p.Dir, slices.Concat(p.Environ, []string{"GOWORK=off"})
	output := plain.Writer(p.Output) // compilers quote what is in the files
	cmd.Stdout, cmd.Stderr = output, output
	return cmd.Run()
}

// Service is a program that runs.
type Service struct {
	Ended <-chan error // gets one value when the program ends; nil: it exited with 0
	cmd   *exec.Cmd
}

// Start starts the binary that Build built.
func (p Program) Start(binary string) (*Service, error) {
	cmd := exec.Command(binary)
	cmd.Dir, cmd.Env = p.Dir, p.Environ
	cmd.Stdout, cmd.Stderr = p.Output, p.Output
	cmd.SysProcAttr = system.Detached()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return &Service{ended, cmd}, nil
}

// ErrKilled says that a service didn't stop in time.
var ErrKilled = errors.New("it was killed")

// Stop ends the service as an operator would, and by force if that takes too long.
func (s *Service) Stop(patience time.Duration) error {
	if err := system.Interrupt(s.cmd.Process); err != nil {
		_ = s.cmd.Process.Kill()
	}
	select {
	case err := <-s.Ended:
		return err
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		return fmt.Errorf("%w: %w", ErrKilled, EndOf(<-s.Ended))
	}
}

// EndOf returns how a service ended, as an error even where it exited with 0.
func EndOf(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}
