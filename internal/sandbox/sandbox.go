// Package sandbox runs the go command in a copy of a service. The service may
// be a stranger's: the go command fetches and runs no other toolchain because
// of it, runs no version control program in it, and the service's tests get
// nothing of the environment that isn't on a list.
package sandbox

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/system"
)

// Sandbox is where the go command works.
type Sandbox struct {
	Dir       string   // the folder of the module
	Work      string   // the go.work file that is in effect, or off
	Temporary string   // the folder for what is left behind
	Environ   []string // the environment of newsvc
}

// stopDelay is how long the go command has to clean up once it is interrupted.
const stopDelay = 5 * time.Second

// Go runs the go command and returns everything that it prints, without the
// name of the folder. When ctx ends, everything that it started ends.
func (s Sandbox) Go(ctx context.Context, args ...string) (string, error) {
	env := s.environ(args[0] == "test")
	switch args[0] {
	case "build", "vet", "test":
		// Otherwise the go command would run git, hg or svn, and these what
		// the folder's configuration names.
		args = slices.Insert(slices.Clone(args), 1, "-buildvcs=false")
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = s.Dir, env
	cmd.SysProcAttr = system.Detached()
	cmd.Cancel = func() error { return system.InterruptAll(cmd.Process) }
	cmd.WaitDelay = stopDelay
	output, err := cmd.CombinedOutput()
	if ctx.Err() != nil && cmd.Process != nil {
		system.KillAll(cmd.Process)
	}
	return strings.ReplaceAll(string(output), s.Dir+string(filepath.Separator), ""), err
}

// environ is the environment of the go command. Tests are run with everything
// downloaded: their environment names no proxy, whose URL may have a password.
func (s Sandbox) environ(tests bool) []string {
	env := allowed(s.Environ, plain)
	if tests {
		env = append(env, "GOPROXY=off")
	} else {
		env = append(env, allowed(s.Environ, fetching)...)
	}
	return append(env, "GOTOOLCHAIN=local", "GOWORK="+s.Work, "PWD="+s.Dir,
		"GOTMPDIR="+s.Temporary, "TMPDIR="+s.Temporary, "TMP="+s.Temporary, "TEMP="+s.Temporary)
}

// HasGo reports whether the go command is there.
func HasGo() bool {
	_, err := exec.LookPath("go")
	return err == nil
}

// IsVersionControl reports whether an entry of a folder belongs to a version
// control system: a copy of a service doesn't contain it.
func IsVersionControl(entry os.DirEntry) bool {
	switch strings.ToLower(entry.Name()) {
	case ".git", ".hg", ".svn", ".bzr", "_darcs", ".fslckout", "_fossil_", ".jj":
		return true
	}
	return false
}
