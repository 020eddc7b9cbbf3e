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

// program is a service's program.
type program struct {
	dir     string // the service's folder
	pkg     string // the package to build, as ./cmd/hello
	environ []string
	output  io.Writer // for everything that the go command and the service print
}

// build builds the program. A workspace around the folder would refuse what it
// doesn't list, and a repository's configuration can name commands, so the go
// command looks at neither.
func (p program) build(ctx context.Context, binary string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", binary, p.pkg)
	cmd.Dir, cmd.Env = p.dir, slices.Concat(p.environ, []string{"GOWORK=off"})
	output := plain.Writer(p.output) // compilers quote what is in the files
	cmd.Stdout, cmd.Stderr = output, output
	return cmd.Run()
}

// process is a program that runs.
type process struct {
	ended <-chan error // gets one value when the program ends; nil: it exited with 0
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

// errKilled says that a service didn't stop in time.
var errKilled = errors.New("it was killed")

// stop ends the service as an operator would, and by force if that takes too long.
func (s *process) stop(timeout time.Duration) error {
	if err := system.Interrupt(s.cmd.Process); err != nil {
		_ = s.cmd.Process.Kill()
	}
	select {
	case err := <-s.ended:
		return err
	case <-time.After(timeout):
		_ = s.cmd.Process.Kill()
		return fmt.Errorf("%w: %w", errKilled, exitError(<-s.ended))
	}
}

// exitError returns how a service ended, as an error even where it exited with 0.
func exitError(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}
