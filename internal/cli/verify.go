package cli

import (
	"context"
	"os/exec"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// hasGo reports whether the go command is there.
func hasGo() bool {
	_, err := exec.LookPath("go")
	return err == nil
}

// checks are what a service has to pass, in this order.
var checks = [][]string{
	{"build", "./..."},
	{"vet", "./..."},
	{"test", "./..."},
}

// verifies reports whether the change is to be tried first.
func (r *revision) verifies() (bool, error) {
	switch {
	case r.noVerify && r.verify:
		return false, fault.Usage("bad_flag", "--verify and --no-verify contradict each other").WithHint("leave one out")
	case r.noVerify || !r.verify && !r.takesAway:
		return false, nil
	}
	_, module := r.next.Tree()[goMod]
	missing := ""
	switch {
	case !hasGo():
		missing = "the go command isn't in PATH"
	case !module:
		missing = "the service has no go.mod"
	case len(r.result.Conflicts()) > 0:
		missing = "there are conflicts to solve first"
	case len(r.result.Writes()) == 0:
		return false, nil
	default:
		return true, nil
	}
	if r.verify {
		return false, fault.Failed("cannot_verify", "the change can't be verified: %s", missing).WithHint("leave --verify out")
	}
	if module {
		r.app.note("not verified: %s", missing)
	}
	return false, nil
}

// try builds, vets and tests a copy of the changed service. What fails there
// and passes in a copy of the service as it is, the change breaks: it is
// refused.
func (r *revision) try(ctx context.Context) error {
	wanted, err := r.verifies()
	if !wanted || err != nil {
		return err
	}
	r.app.note("verifying in a copy: go build, vet and test (--no-verify leaves that out)")
	after, err := r.changedCopy(ctx)
	if err != nil {
		return err
	}
	defer after.remove()
	for _, check := range checks {
		output, failed := after.run(ctx, check...)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if failed == nil {
			continue
		}
		before, err := newCopy(ctx, r.app, r.root)
		if err != nil {
			return err
		}
		_, broken := before.run(ctx, check...)
		before.remove()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		command := "go " + check[0] + " ./..."
		if broken != nil {
			r.app.note("%s fails, as it does without the change", command)
			return nil
		}
		return fault.Failed("breaks", "the change breaks what works: %s fails after it:\n%s", command, firstLines(output)).
			WithHint("nothing was changed; --no-verify changes it all the same")
	}
	return nil
}

// firstLines keeps as much of a program's output as a person reads.
func firstLines(output string) string {
	const most = 40
	lines := strings.Split(strings.TrimSpace(output), "\n")
	if len(lines) > most {
		lines = append(lines[:most], "…")
	}
	return strings.Join(lines, "\n")
}
