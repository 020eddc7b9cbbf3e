//go:build unix

package hostile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// result is the result of a command.
type result struct {
	t              *testing.T
	command        command
	stdout, stderr string
	code           int
	hung           bool
	took           time.Duration // CPU time
	memory         int64         // MiB
}

// limited runs a program with a limited address space, so that a test can't use up the
// machine's memory.
var limited = []string{"sh", "-c", `ulimit -v 4194304 2>/dev/null; exec "$@"`, "sh"}

func (w *machine) newsvc(dir string, c command) *result {
	w.t.Helper()
	s, err := prepared()
	w.check(err)
	limit := timeout
	if c.tests {
		limit *= 9 // These commands compile the service.
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), limit)
	defer cancel()
	args := append(slices.Clone(limited), s.newsvc)
	args = append(args, c.args...)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, w.env, &stdout, &stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		w.t.Fatalf("%s in %s: %v", c, dir, err)
	}
	r := &result{t: w.t, command: c, stdout: stdout.String(), stderr: stderr.String(), code: cmd.ProcessState.ExitCode(), hung: ctx.Err() != nil}
	r.took = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.memory = int64(usage.Maxrss) >> 10 //nolint:unconvert // It has 32 bits on some systems. It is in KiB, and on macOS in bytes.
		if runtime.GOOS == "darwin" {
			r.memory >>= 10
		}
	}
	return r
}

func (r *result) fail(format string, args ...any) {
	r.t.Helper()
	r.t.Errorf("%s (exit code %d): "+format+"\n%s", append(append([]any{r.command, r.code}, args...), r.output())...)
}

// output returns the output for a test's message, shortened and without control characters.
func (r *result) output() string {
	text := r.stdout + r.stderr
	if len(text) > 1500 {
		text = text[:1500] + "…"
	}
	return strings.ToValidUTF8(strings.Map(func(c rune) rune {
		if c != '\n' && !unicode.IsPrint(c) {
			return '?'
		}
		return c
	}, text), "?")
}

// inspect checks everything that must be true of each command.
func (r *result) inspect(a attack, w *machine) {
	r.t.Helper()
	all := r.stdout + r.stderr
	switch {
	case r.hung:
		r.fail("it hung")
		r.t.FailNow() // The next commands would hang too.
	case r.code < 0 || r.code > 3 || strings.Contains(r.stderr, "goroutine ") || strings.Contains(r.stderr, "fatal error"):
		r.fail("it crashed")
	}
	if !r.command.tests { // Those take as much time and memory as the service's own tests.
		if r.took > maxCPU {
			r.fail("it took %v of CPU time", r.took)
		}
		if r.memory > maxMemory {
			r.fail("it took %d MiB of memory", r.memory)
		}
	}
	ran := w.environmentOfTests(r)
	if r.command.tests {
		ran = slices.DeleteFunc(ran, func(name string) bool { return name == "tests" })
	}
	if len(ran) > 0 {
		r.fail("it ran %s", strings.Join(ran, ", "))
	}
	if strings.Contains(all, secret) {
		r.fail("its output contains the secret")
	}
	r.inspectText("stdout", r.stdout)
	r.inspectText("stderr", r.stderr)
	if r.command.opens {
		r.inspectRefusal(a.refused)
	}
	if r.command.records {
		r.inspectRefusal(a.unfinished)
	}
	if r.command.renders {
		r.inspectRefusal(a.unrendered)
	}
}

// inspectRefusal checks that the command failed and that its error names the file.
func (r *result) inspectRefusal(names []string) {
	r.t.Helper()
	for _, name := range names {
		switch {
		case r.hung || r.command.tests:
		case r.code == 0:
			r.fail("it didn't fail")
		case !strings.Contains(r.stdout+r.stderr, name):
			r.fail("the error doesn't name %s", name)
		}
	}
}

// environmentOfTests returns the canaries that ran. It fails if the service's tests could
// read a secret.
func (w *machine) environmentOfTests(r *result) []string {
	seen, err := os.ReadFile(filepath.Join(w.ran, "environment"))
	if err == nil && strings.Contains(string(seen), secret) {
		r.fail("the service's tests can read secrets from the environment")
	}
	return slices.DeleteFunc(w.ranNames(), func(name string) bool { return name == "environment" })
}

// inspectText reports characters that would affect a terminal.
func (r *result) inspectText(stream, text string) {
	r.t.Helper()
	isJSON := slices.Contains(r.command.args, "--json")
	switch {
	case r.command.patch && stream == "stdout":
		return
	case isJSON && stream == "stdout" && text != "" && !json.Valid([]byte(text)):
		r.fail("its output isn't valid JSON")
	}
	for i, c := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		harmful := c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) || c == '\u2028' || c == '\u2029' || c == utf8.RuneError && size == 1)
		if c == '\t' && slices.Contains(r.command.args, "__complete") {
			harmful = false // It separates a word from its description.
		}
		if harmful {
			r.fail("%s contains %q at %q", stream, c, text[max(0, i-20):min(len(text), i+20)])
			return
		}
	}
}

// snapshotExcept takes a snapshot of the whole machine except for one folder and the caches of newsvc and go.
func (w *machine) snapshotExcept(dir string) snapshot {
	own := []string{"home/cache", "home/go", "home/config/go", "ran"}
	return takeSnapshot(w.root, func(name string) bool {
		return slices.Contains(own, name) || filepath.Join(w.root, name) == dir
	})
}
