package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// The timeouts of a query and of a commit. A commit takes longer, because a hook or
// the signature may ask the user something.
const (
	answerTime = 4 * time.Second
	commitTime = 30 * time.Second
)

// maxOutput is the maximum output of a query in bytes.
const maxOutput = 64 << 20

// inert overrides every variable in a repository's configuration that could make a
// query run a command. The git commands that the queries use ignore almost all of
// them; the others are overridden in case a later git uses them.
var inert = []string{
	"core.fsmonitor=false",
	"core.hooksPath=/dev/null",
	"core.pager=cat",
	"core.editor=false",
	"core.askPass=false",
	"core.sshCommand=false",
	"core.gitProxy=false",
	"core.alternateRefsCommand=false",
	"core.attributesFile=/dev/null",
	"core.excludesFile=/dev/null",
	"core.bigFileThreshold=1m", // a larger file is streamed instead of read into memory
	"core.packedGitLimit=64m",
	"core.deltaBaseCacheLimit=16m",
	"core.untrackedCache=false",
	"credential.helper=",
	"diff.external=",
	"gc.auto=0",
	"gpg.program=false",
	"log.showSignature=false",
	"maintenance.auto=false",
	"protocol.allow=never",
	"safe.bareRepository=explicit",
	"sequence.editor=false",
	"submodule.recurse=false",
}

// settings turns configuration variables into arguments of git.
func settings(variables []string) []string {
	args := make([]string, 0, 2*len(variables))
	for _, v := range variables {
		args = append(args, "-c", v)
	}
	return args
}

// quiet has the environment variables for every run: git doesn't prompt and prints
// English messages.
var quiet = []string{"GIT_TERMINAL_PROMPT=0", "GIT_EDITOR=true", "LC_ALL=C"}

// isolated has the environment variables for a query: git ignores the configuration
// of the user and of the system, takes no optional locks, and fetches nothing.
var isolated = []string{
	"GIT_CONFIG_NOSYSTEM=1",
	"GIT_CONFIG_GLOBAL=/dev/null",
	"GIT_ATTR_NOSYSTEM=1",
	"GIT_PAGER=cat",
	"GIT_OPTIONAL_LOCKS=0",
	"GIT_NO_LAZY_FETCH=1",
	"GIT_ALLOW_PROTOCOL=none", // no protocol has this name, so all of them are forbidden
}

// ask runs a query: a git command that changes nothing. input is its standard input.
func (r *Repository) ask(ctx context.Context, input string, args ...string) ([]byte, error) {
	if r.stalled.Load() {
		return nil, errStalled
	}
	ctx, cancel := context.WithTimeoutCause(ctx, answerTime, errStalled)
	defer cancel()
	env := slices.DeleteFunc(slices.Clone(r.environ), func(entry string) bool { return strings.HasPrefix(entry, "GIT_") })
	env = slices.Concat(env, quiet, isolated, r.more, []string{"GIT_DIR=" + r.dir, "GIT_WORK_TREE=" + r.Root})
	args = slices.Concat([]string{"--no-pager", "--literal-pathspecs"}, settings(inert), args)
	out, err := run(ctx, r.Root, env, input, args)
	if errors.Is(context.Cause(ctx), errStalled) {
		r.stalled.Store(true)
		return nil, errStalled
	}
	return out, err
}

var errStalled = fmt.Errorf("git didn't answer within %s", answerTime)

// run runs git in a folder and returns its output.
func run(ctx context.Context, dir string, env []string, input string, args []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, env, strings.NewReader(input)
	cmd.WaitDelay = time.Second // a child process may still have the output open
	out, errs := limited{left: maxOutput}, limited{left: 64 << 10}
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if out.left < 0 {
		return nil, fmt.Errorf("git printed more than %d bytes", maxOutput)
	}
	if _, exited := errors.AsType[*exec.ExitError](err); exited {
		if first, _, _ := strings.Cut(strings.TrimSpace(errs.String()), "\n"); first != "" {
			return nil, exitError{first, err}
		}
	}
	return out.Bytes(), err
}

// exitError is an error with git's own message.
type exitError struct {
	message string
	exit    error
}

func (e exitError) Error() string { return e.message }
func (e exitError) Unwrap() error { return e.exit }

// refused reports whether git ran and exited with a code other than 0, which is the
// answer "no" to a query.
func refused(err error) bool {
	exit, ok := errors.AsType[*exec.ExitError](err)
	return ok && exit.ExitCode() > 0
}

// limited is a buffer with a maximum size.
type limited struct {
	bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errors.New("too much output")
	}
	return l.Buffer.Write(p)
}

// Installed reports whether git is installed.
func Installed() bool {
	_, err := exec.LookPath("git")
	return err == nil
}
