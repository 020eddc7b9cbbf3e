package cli

import (
	"context"
	"errors"
	"path"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
)

// opened is a service as newsvc knows it.
type opened struct {
	root    string // its folder
	answers spec.Answers
	pack    *pack.Pack
	laid    plan.Plan // what newsvc laid
	// committed returns the answer to an option as git has it; nil: it hasn't.
	committed func(option string) any
}

// openService finds the service around the current folder, renders what newsvc
// laid, and refuses answers that aren't those of the files.
func (a *app) openService(ctx context.Context, packDir string) (*opened, error) {
	root, answers, err := a.findService(ctx)
	if err != nil {
		return nil, err
	}
	if _, _, err := a.readUnfinished(ctx, root); err != nil {
		return nil, err
	}
	p, err := a.packFor(answers.Pack, packDir)
	if err != nil {
		return nil, err
	}
	laid, err := render(ctx, p, answers)
	if err != nil {
		return nil, err
	}
	s := &opened{root: root, answers: answers, pack: p, laid: laid, committed: a.committedValues(ctx, root)}
	there, err := disk.Read(ctx, root, laid.Tree())
	if err != nil {
		return nil, err
	}
	return s, s.refuseEditedAnswers(ctx, there)
}

// serviceFolder finds the service around the current folder, and finishes or
// undoes what was broken off in it.
func (a *app) serviceFolder(ctx context.Context) (string, error) {
	target, err := disk.Look(".")
	if err != nil {
		return "", err
	}
	if target.Service != "" {
		if err := a.recover(ctx, target.Service); err != nil {
			return "", err
		}
		// What was broken off may have been the start of the service.
		if target, err = disk.Look("."); err != nil {
			return "", err
		}
	}
	if target.Service == "" {
		return "", a.noService(ctx, target)
	}
	return target.Service, nil
}

// noService says that there is no service, and whether git still has one.
func (a *app) noService(ctx context.Context, target disk.Target) error {
	err := fault.Usage("no_service", "there is no service here: neither this folder nor one above it holds %s", plan.AnswersPath)
	repo, within, failed := a.repositoryAround(target.Path)
	if failed == nil && repo != nil {
		for up := plan.AnswersPath; ; up = path.Join("..", up) {
			if repo.Commit(ctx, "HEAD:"+path.Join(within, up)) != "" {
				return err.WithHint("git has it: %s brings it back", commandLine(a.env.OS, "git", "checkout", "HEAD", "--", up))
			}
			if path.Dir(path.Join("/", within, up)) == "/" {
				break
			}
		}
	}
	return err.WithHint("go into a service's folder, or start one with newsvc init")
}

// findService finds the service around the current folder and reads its
// answers.
func (a *app) findService(ctx context.Context) (root string, answers spec.Answers, err error) {
	root, err = a.serviceFolder(ctx)
	if err != nil {
		return "", answers, err
	}
	answers, err = readAnswers(ctx, root)
	return root, answers, err
}

// readAnswers reads what a service keeps of its answers.
func readAnswers(ctx context.Context, root string) (spec.Answers, error) {
	answers, err := parseAnswers(ctx, root)
	if err != nil {
		return answers, err
	}
	_, again := change.Repeated(answers)
	return answers, repeated(again)
}

// parseAnswers reads them whether their steps have ids of their own or not.
func parseAnswers(ctx context.Context, root string) (spec.Answers, error) {
	name := filepath.Join(root, plan.AnswersPath)
	data, err := disk.ReadRecord(ctx, root, plan.AnswersPath)
	switch {
	case err != nil:
		return spec.Answers{}, err
	case marked(data):
		return spec.Answers{}, fault.Pending("unmerged", "%s has the markers of a conflict", name).
			WithHint("newsvc continue merges it by meaning while git's merge is under way; otherwise put back what git has: git checkout HEAD -- %s", plan.AnswersPath)
	}
	return spec.ParseAnswers(name, data)
}

// render renders a service as newsvc wrote it.
func render(ctx context.Context, p *pack.Pack, answers spec.Answers) (plan.Plan, error) {
	s, err := resolve(p, answers)
	if err != nil {
		return plan.Plan{}, err
	}
	return plan.Render(ctx, p, s)
}

func resolve(p *pack.Pack, answers spec.Answers) (spec.Spec, error) {
	s, err := spec.Resolve(p.Manifest, answers.Pack, answers)
	return s, inAnswers(err)
}

// base renders a service as newsvc wrote it.
func (a *app) base(ctx context.Context, answers spec.Answers, packDir string) (plan.Plan, error) {
	p, err := a.packFor(answers.Pack, packDir)
	if err != nil {
		return plan.Plan{}, err
	}
	return render(ctx, p, answers)
}

var (
	flagTried = lazyregexp.New(`^(try|add) --([a-z0-9_-]+) `)
	flagNamed = lazyregexp.New(`--([a-z0-9_-]+)`)
)

// inAnswers says what is wrong with answers that a service keeps in the words
// of their file instead of flags.
func inAnswers(err error) error {
	var errs []error
	for _, e := range fault.All(err) {
		c := *e
		c.Message = plan.AnswersPath + ": " + flagNamed().ReplaceAllString(c.Message, "$1")
		c.Hint = flagNamed().ReplaceAllString(flagTried().ReplaceAllString(c.Hint, "write $2: "), "$1")
		if c.Code == "bad_schema" {
			c.Hint = "put back what newsvc wrote there, as git diff " + plan.AnswersPath + " shows it; newsvc add and newsvc remove change resources and fields"
		}
		errs = append(errs, &c)
	}
	return errors.Join(errs...)
}
