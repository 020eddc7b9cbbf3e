package revise

import (
	"context"
	"path"
	"strings"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/sandbox"
)

// Verify says whether the changed service is built, vetted and tested before
// the change is made.
type Verify int

// The values of Verify.
const (
	VerifyNever Verify = iota
	VerifyIfPossible
	VerifyAlways
)

// canVerify reports whether there is a change to verify, and what is missing
// for it.
func (p *Plan) canVerify() (ok bool, missing string) {
	_, module := p.next.Tree()[deps.GoMod]
	switch {
	case !sandbox.HasGo():
		return false, "the go command isn't in PATH"
	case !module:
		return false, "the service has no go.mod"
	case len(p.Result.Conflicts()) > 0:
		return false, "there are conflicts to resolve first"
	}
	return len(p.Result.Writes()) > 0, ""
}

// verify builds, vets and tests a copy of the changed service. It refuses a
// change that makes a check fail which succeeds in a copy of the service as it is.
func (p *Plan) verify(ctx context.Context, verify Verify) error {
	if verify == VerifyNever {
		return nil
	}
	ok, missing := p.canVerify()
	switch {
	case ok:
		return p.runChecks(ctx)
	case missing == "":
		return nil
	case verify == VerifyAlways:
		return fault.Failed("cannot_verify", "the change can't be verified: %s", missing).WithHint("leave --verify out")
	}
	if _, module := p.next.Tree()[deps.GoMod]; module {
		p.notify("not verified: %s", missing)
	}
	return nil
}

func (p *Plan) runChecks(ctx context.Context) error {
	p.notify("verifying in a copy: go build, vet and test (--no-verify leaves that out)")
	after, err := p.copies().Copy(ctx, p.Root, p.Result.Writes())
	if err != nil {
		return err
	}
	defer after.Remove()
	var before *sandbox.Copy
	for _, check := range sandbox.Checks {
		output, failed := after.Go(ctx, check...)
		if failed != nil && check[0] == "test" && ctx.Err() == nil {
			output, failed = after.Go(ctx, check...) // on a busy machine, sound tests may fail
		}
		if failed == nil && ctx.Err() == nil {
			continue
		}
		if before == nil && ctx.Err() == nil {
			if before, err = p.copies().Copy(ctx, p.Root, nil); err != nil {
				return err
			}
			defer before.Remove()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := p.checkRegression(ctx, before, check, output); err != nil {
			return err
		}
	}
	return nil
}

// checkRegression refuses a change after which a check fails in a way in which
// it doesn't fail without the change.
func (p *Plan) checkRegression(ctx context.Context, before *sandbox.Copy, check []string, output string) error {
	was, failed := before.Go(ctx, check...)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	earlier := map[string]bool{}
	if failed != nil {
		earlier = failures(was)
	}
	command := "go " + strings.Join(check, " ")
	for failure := range failures(output) {
		if !earlier[failure] {
			return fault.Failed("breaks", "the change breaks what works: %s fails after it:\n%s", command, plain.Excerpt(failing(output))).
				WithHint("nothing was changed; --no-verify changes it all the same").WithInstead("", "--no-verify")
		}
	}
	p.notify("%s fails, as it does without the change", command)
	return nil
}

var (
	goError    = lazyregexp.New(`^(?:vet: )?(\S+\.go):\d+(?::\d+)?: `)
	testFailed = lazyregexp.New(`^\s*--- FAIL: (\S+)`)
	packageEnd = lazyregexp.New(`^(ok  |FAIL|\?   )\t(\S+)`)
)

// failures returns what failed according to the output of the go command:
// folders whose code has an error, tests, and packages.
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
		found["everything"] = true // for example, go.mod can't be used
	}
	return found
}

// failing returns the output without the packages that pass.
func failing(output string) string {
	var lines strings.Builder
	for line := range strings.Lines(output) {
		if m := packageEnd().FindStringSubmatch(line); m == nil || m[1] == "FAIL" {
			lines.WriteString(line)
		}
	}
	return lines.String()
}

func (p *Plan) copies() sandbox.Maker { return sandbox.Maker{Disk: p.host.Disk, Env: p.host.Env} }

func (p *Plan) notify(format string, args ...any) { p.host.Notify(plain.Sprintf(format, args...)) }
