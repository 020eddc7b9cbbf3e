package packdev

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

// TestOptions says what to test.
type TestOptions struct {
	Dir    string   // the pack's
	Cases  string   // the folder of the cases; empty: the pack's own
	Names  []string // of the cases; empty: all
	Update bool     // write the golden trees
	Build  bool     // build, vet and test the services
}

// Tested is the result of Test.
type Tested struct {
	Pack   *pack.Pack
	Folder string // of the cases
	Cases  []TestedCase
	Stray  []string // folders that belong to no case
	Never  []string // the choices that no case has, as OPTION=CHOICE; only if all cases were tested
}

// Statuses of cases.
const (
	Passed  = "passed"
	Updated = "updated" // the golden tree was written
	Differs = "differs" // from the golden tree
	Invalid = "invalid" // it can't be rendered
	Fails   = "fails"   // to be built, vetted or tested
)

// TestedCase is the result of one case.
type TestedCase struct {
	Name    string
	Status  string
	Files   int          // of the service
	Changes []FileChange // from the golden tree to the service
	Missing bool         // there was no golden tree
	Err     error        // why it is invalid
	Built   bool         // it was built, vetted and tested
	Check   string       // the go command that fails
	Output  string       // of that command
}

// Failed reports whether something is wrong.
func (t Tested) Failed() bool {
	for _, c := range t.Cases {
		if c.Status != Passed && c.Status != Updated {
			return true
		}
	}
	return len(t.Stray) > 0
}

// Test renders the cases of a pack and compares them with their golden trees.
func Test(ctx context.Context, host service.Host, o TestOptions) (Tested, error) {
	p, err := load(ctx, host, o.Dir)
	if err != nil {
		return Tested{}, err
	}
	if o.Build && !sandbox.HasGo() {
		return Tested{}, fault.Failed("no_go", "the go command, which --build runs, isn't in PATH").WithHint("install Go, or leave --build out")
	}
	t := Tested{Pack: p, Folder: casesFolder(o.Dir, o.Cases)}
	if err := refuseLink(o); err != nil {
		return t, err
	}
	cases, stray, err := Cases(ctx, t.Folder, p.Manifest)
	if err != nil {
		return t, err
	}
	if len(cases) == 0 {
		return t, fault.Usage("no_cases", "there are no cases in %s", t.Folder).
			WithHint("write answers, as for newsvc init --answers, to %s, and type newsvc pack test --update", filepath.Join(t.Folder, "shop"+answersSuffix))
	}
	if len(o.Names) == 0 {
		t.Stray = stray
		t.Never, _ = Untested(p, cases)
	}
	if cases, err = selectCases(cases, o.Names); err != nil {
		return t, err
	}
	for _, c := range cases {
		tested, err := c.test(ctx, host, p, o)
		if err != nil {
			return t, err
		}
		t.Cases = append(t.Cases, tested)
	}
	return t, nil
}

// refuseLink refuses a folder of cases in the pack that is a link, because --update would write
// wherever it leads.
func refuseLink(o TestOptions) error {
	folder := casesFolder(o.Dir, o.Cases)
	info, err := os.Lstat(folder)
	if o.Cases != "" || err != nil || info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) == 0 {
		return nil
	}
	return fault.Usage("cases_link", "%s is a link", folder).WithHint("name the folder that it leads to: --cases DIR")
}

// test tests one case. Its error ends the whole test.
func (c Case) test(ctx context.Context, host service.Host, p *pack.Pack, o TestOptions) (TestedCase, error) {
	t := TestedCase{Name: c.Name, Status: Invalid, Err: c.Err}
	if c.Err != nil {
		return t, nil
	}
	plan, err := renderAnswers(ctx, p, c.Answers)
	if ctx.Err() != nil {
		return t, ctx.Err()
	}
	if err = errors.Join(err, plan.Unformatted()); err != nil {
		t.Err = err
		return t, nil
	}
	files := plan.Tree()
	t.Files = len(files)
	golden, err := readGolden(ctx, c.golden, files)
	if ctx.Err() != nil {
		return t, ctx.Err()
	}
	if err != nil {
		t.Err = err
		return t, nil
	}
	if err := c.compare(ctx, host, &t, o.Update, golden, files); err != nil || !o.Build {
		return t, err
	}
	return t, t.build(ctx, host, files)
}

// compare compares the service with the golden tree, or writes that.
func (c Case) compare(ctx context.Context, host service.Host, t *TestedCase, update bool, golden, files tree.Tree) error {
	t.Missing = golden == nil
	changes := compare(golden, files)
	switch {
	case len(changes) == 0:
		t.Status = Passed
	case update:
		t.Status, t.Changes = Updated, changes
		return writeGolden(ctx, host.Disk, c.golden, golden, files)
	case t.Missing:
		t.Status = Differs
	default:
		t.Status, t.Changes = Differs, changes
	}
	return nil
}
