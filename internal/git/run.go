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

// The longest that git may take to answer a question, and to make a commit: a
// hook or a signature may ask the user something.
const (
	answerTime = 4 * time.Second
	commitTime = 30 * time.Second
)

// maxOutput is the most bytes that git may print in answer to a question.
const maxOutput = 64 << 20

// inert overrides every variable of a repository's configuration that could
// make one of our questions run a command. The commands that the questions use
// consult almost none of them; the rest is there in case git changes.
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

// settings returns variables as arguments of git.
func settings(variables []string) []string {
	args := make([]string, 0, 2*len(variables))
	for _, v := range variables {
		args = append(args, "-c", v)
	}
	return args
}

// quiet are variables of the environment for every call: git asks nothing and
// speaks English.
var quiet = []string{"GIT_TERMINAL_PROMPT=0", "GIT_EDITOR=true", "LC_ALL=C"}

// isolated are those for a question: git ignores the configuration of the user
// and the system, takes no lock that it can do without, and fetches nothing.
var isolated = []string{
	"GIT_CONFIG_NOSYSTEM=1",
	"GIT_CONFIG_GLOBAL=/dev/null",
	"GIT_ATTR_NOSYSTEM=1",
	"GIT_PAGER=cat",
	"GIT_OPTIONAL_LOCKS=0",
	"GIT_NO_LAZY_FETCH=1",
	"GIT_ALLOW_PROTOCOL=none", // there is no such protocol, so that all are forbidden
}

// ask runs a git command that changes nothing, with input as its standard input.
func (r *Repository) ask(ctx context.Context, input string, args ...string) ([]byte, error) {
	if r.stalled.Load() {
		return nil, errStalled
	}
	ctx, cancel := context.WithTimeoutCause(ctx, answerTime, errStalled)
	defer cancel()
	env := slices.DeleteFunc(slices.Clone(r.environ), func(entry string) bool { return strings.HasPrefix(entry, "GIT_") })
	env = slices.Concat(env, quiet, isolated, []string{"GIT_DIR=" + r.dir, "GIT_WORK_TREE=" + r.Root})
	args = slices.Concat([]string{"--no-pager", "--literal-pathspecs"}, settings(inert), args)
	out, err := run(ctx, r.Root, env, input, args)
	if errors.Is(context.Cause(ctx), errStalled) {
		r.stalled.Store(true)
		return nil, errStalled
	}
	return out, err
}

var errStalled = fmt.Errorf("git didn't answer within %s", answerTime)

// run runs git in a folder and returns what it prints.
func run(ctx context.Context, dir string, env []string, input string, args []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, env, strings.NewReader(input)
	cmd.WaitDelay = time.Second // what git started may still hold its output open
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

// exitError is git's own message for a failure.
type exitError struct {
	message string
	exit    error
}

func (e exitError) Error() string { return e.message }
func (e exitError) Unwrap() error { return e.exit }

// refused reports whether git answered a question with no: it ran, and exited
// with a code other than 0.
func refused(err error) bool {
	exit, ok := errors.AsType[*exec.ExitError](err)
	return ok && exit.ExitCode() > 0
}

// limited keeps what is written to it up to a limit.
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

// Installed reports whether git is there.
func Installed() bool {
	_, err := exec.LookPath("git")
	return err == nil
}
