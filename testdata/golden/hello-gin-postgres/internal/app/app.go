// Package app is the program: its commands, and the service's life from the first
// listen to the last answer.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"example.com/hello/internal/config"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

const usageText = `usage: hello [COMMAND]

Commands:
  serve                    answer requests until SIGTERM or SIGINT (the default)
  migrate up|down|status   apply what is missing, take back the last, or list migrations
  healthcheck              ask the service on this machine whether it lives
  version                  print the version
  help                     print this

The configuration is read from the environment.
`

// errUsage is the error of a command line that isn't understood.
var errUsage = errors.New("usage")

// commandLine is what a command works with.
type commandLine struct {
	config config.Config
	stdout io.Writer
	stderr io.Writer
}

// Main runs the command that args name, until it is done or ctx ends, and returns
// the exit code.
func Main(ctx context.Context, args []string, lookup func(string) (string, bool), stdout, stderr io.Writer) int {
	err := runCommand(ctx, args, lookup, stdout, stderr)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errUsage):
		_, _ = fmt.Fprint(stderr, usageText)
		return exitUsage
	default:
		_, _ = fmt.Fprintln(stderr, "hello:", err)
		return exitFailed
	}
}

func runCommand(ctx context.Context, args []string, lookup func(string) (string, bool), stdout, stderr io.Writer) error {
	command := "serve"
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	if len(args) > 0 && command != "migrate" {
		return errUsage
	}
	switch command {
	case "help", "-h", "--help":
		_, err := fmt.Fprint(stdout, usageText)
		return err
	case "version":
		_, err := fmt.Fprintln(stdout, "hello", versionLine())
		return err
	case "serve", "migrate", "healthcheck":
		cfg, err := config.Parse(lookup)
		if err != nil {
			return fmt.Errorf("configuration:\n%w", errors.Join(err, storeProblem(ctx, cfg)))
		}
		return commandLine{config: cfg, stdout: stdout, stderr: stderr}.run(ctx, command, args)
	default:
		return errUsage
	}
}

// storeProblem returns what is wrong with the part of the configuration that only the
// store understands.
func storeProblem(ctx context.Context, cfg config.Config) error {
	opened, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	return opened.Close()
}

func (c commandLine) run(ctx context.Context, command string, args []string) error {
	switch command {
	case "migrate":
		return c.migrate(ctx, args)
	case "healthcheck":
		return c.healthcheck(ctx)
	default:
		return c.serve(ctx)
	}
}
