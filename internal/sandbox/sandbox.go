// Package sandbox runs the go command in a copy of a service. The service may be
// untrusted: it can't make the go command download another toolchain or run a
// version control program, and its tests see only the listed variables of the
// environment.
package sandbox

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/system"
)

// Checks are the go commands that a service has to pass, in this order.
var Checks = [][]string{
	{"build", "./..."},
	{"vet", "./..."},
	{"test", "./..."},
}

// Sandbox describes the environment of the go command.
type Sandbox struct {
	Dir       string   // the folder of the module
	Work      string   // the go.work file to use, or "off"
	Temporary string   // the folder for temporary files
	Environ   []string // newsvc's environment
	Flags     string   // the value of GOFLAGS; empty: the user's
}

// stopDelay is the time that the go command has to clean up after an interrupt.
const stopDelay = 5 * time.Second

// Go runs the go command and returns its output without the name of the folder.
// When ctx is cancelled, Go ends all processes that the command started.
func (s Sandbox) Go(ctx context.Context, args ...string) (string, error) {
	env := s.environ(args[0] == "test")
	switch args[0] {
	case "build", "vet", "test":
		// Otherwise, the go command would run git, hg or svn, and these would
		// run commands from the folder's configuration.
		args = slices.Insert(slices.Clone(args), 1, "-buildvcs=false")
	}
	cmd := s.command(ctx, env, args)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	err := run(ctx, cmd)
	return strings.ReplaceAll(output.String(), s.Dir+string(filepath.Separator), ""), err
}

// Output runs the go command and returns its output and, separately, its messages. When ctx
// is cancelled, Output ends all processes that the command started.
func (s Sandbox) Output(ctx context.Context, args ...string) (output, messages string, err error) {
	cmd := s.command(ctx, s.environ(false), args)
	var out, text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &text
	err = run(ctx, cmd)
	return out.String(), text.String(), err
}

// command returns the go command with its environment.
func (s Sandbox) command(ctx context.Context, env, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = s.Dir, env
	cmd.SysProcAttr = system.Detached()
	cmd.Cancel = func() error { return system.InterruptAll(cmd.Process) }
	cmd.WaitDelay = stopDelay
	return cmd
}

// run runs a command and, when ctx is cancelled, ends all processes that it started.
func run(ctx context.Context, cmd *exec.Cmd) error {
	err := cmd.Run()
	if ctx.Err() != nil && cmd.Process != nil {
		system.KillAll(cmd.Process)
	}
	return err
}

// environ returns the environment of the go command. Tests run after all downloads,
// so they don't need a proxy, whose URL may contain a password.
func (s Sandbox) environ(tests bool) []string {
	env := allowed(s.Environ, safeVariables)
	if tests {
		env = append(env, "GOPROXY=off")
	} else {
		env = append(env, allowed(s.Environ, downloadVariables)...)
	}
	if s.Flags != "" {
		env = append(env, "GOFLAGS="+s.Flags)
	}
	return append(env, "GOTOOLCHAIN=local", "GOWORK="+s.Work, "PWD="+s.Dir,
		"GOTMPDIR="+s.Temporary, "TMPDIR="+s.Temporary, "TMP="+s.Temporary, "TEMP="+s.Temporary)
}

// HasGo reports whether the go command is installed.
func HasGo() bool {
	_, err := exec.LookPath("go")
	return err == nil
}

// IsVersionControl reports whether an entry of a folder belongs to a version
// control system. Such entries aren't copied.
func IsVersionControl(entry os.DirEntry) bool {
	switch strings.ToLower(entry.Name()) {
	case ".git", ".hg", ".svn", ".bzr", "_darcs", ".fslckout", "_fossil_", ".jj":
		return true
	}
	return false
}
