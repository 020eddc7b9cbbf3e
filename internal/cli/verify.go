package cli

import (
	"context"
	"path"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/sandbox"
)

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
	case !sandbox.HasGo():
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
// and not in a copy of the service as it is, the change breaks: it is refused.
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
	var before *serviceCopy
	for _, check := range checks {
		output, failed := after.run(ctx, check...)
		if failed != nil && check[0] == "test" && ctx.Err() == nil {
			output, failed = after.run(ctx, check...) // a busy machine fails tests that are well
		}
		if failed == nil && ctx.Err() == nil {
			continue
		}
		if before == nil && ctx.Err() == nil {
			if before, err = newCopy(ctx, r.app, r.root); err != nil {
				return err
			}
			defer before.remove()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := r.blame(ctx, before, check, output); err != nil {
			return err
		}
	}
	return nil
}

// blame refuses a change after which a check fails in a way in which it
// doesn't without it.
func (r *revision) blame(ctx context.Context, before *serviceCopy, check []string, output string) error {
	was, failed := before.run(ctx, check...)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	known := map[string]bool{}
	if failed != nil {
		known = failures(was)
	}
	command := "go " + strings.Join(check, " ")
	for failure := range failures(output) {
		if !known[failure] {
			return fault.Failed("breaks", "the change breaks what works: %s fails after it:\n%s", command, firstLines(failing(output))).
				WithHint("nothing was changed; --no-verify changes it all the same")
		}
	}
	r.app.note("%s fails, as it does without the change", command)
	return nil
}

var (
	goError    = lazyregexp.New(`^(?:vet: )?(\S+\.go):\d+(?::\d+)?: `)
	testFailed = lazyregexp.New(`^\s*--- FAIL: (\S+)`)
	packageEnd = lazyregexp.New(`^(ok  |FAIL|\?   )\t(\S+)`)
)

// failures tells what failed, from what the go command says: a folder whose
// code has an error, a test of a package, a package.
func failures(output string) map[string]bool {
	found := map[string]bool{}
	var tests []string
	for line := range strings.Lines(output) {
		if m := goError().FindStringSubmatch(line); m != nil {
			found[path.Dir(m[1])] = true
		}
		if m := testFailed().FindStringSubmatch(line); m != nil {
			tests = append(tests, m[1])
		}
		m := packageEnd().FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for _, test := range tests {
			found[m[2]+"."+test] = true
		}
		if m[1] == "FAIL" && len(tests) == 0 {
			found[m[2]] = true
		}
		tests = nil
	}
	if len(found) == 0 {
		found["the whole"] = true // as where go.mod can't be used
	}
	return found
}

// failing is the output without the packages that are well.
func failing(output string) string {
	var lines strings.Builder
	for line := range strings.Lines(output) {
		if m := packageEnd().FindStringSubmatch(line); m == nil || m[1] == "FAIL" {
			lines.WriteString(line)
		}
	}
	return lines.String()
}

// firstLines keeps as much of a program's output as a person reads.
func firstLines(output string) plain.Text {
	const most = 40
	lines := strings.Split(strings.TrimSpace(output), "\n")
	if len(lines) > most {
		lines = append(lines[:most], "…")
	}
	return plain.Block(strings.Join(lines, "\n"))
}
