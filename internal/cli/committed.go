package cli

import (
	"context"
	"errors"
	"path"
	"sync"

	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
)

// committedSteps reports which steps of a service's schema are in its last
// commit. Where that can't be known, as where there is no git, it reports that
// they all are.
func (a *app) committedSteps(ctx context.Context, root string) func(id string) bool {
	all := func(string) bool { return true }
	repo, within, err := a.git.Around(root)
	if err != nil || repo == nil {
		return all
	}
	data, err := repo.File(ctx, "HEAD", path.Join(within, plan.AnswersPath), spec.MaxAnswers)
	if errors.Is(err, git.ErrNoFile) {
		return func(string) bool { return false }
	}
	if err != nil {
		return all
	}
	answers, err := spec.ParseAnswers(plan.AnswersPath, data)
	if err != nil {
		return all
	}
	ids := map[string]bool{}
	for _, s := range answers.Schema {
		ids[s.ID] = true
	}
	return func(id string) bool { return ids[id] }
}

// committedValues returns what the last commit of a service answers to options.
// Git is asked once, when the first is wanted.
func (a *app) committedValues(ctx context.Context, root string) func(option string) any {
	values := sync.OnceValue(func() map[string]any {
		repo, within, err := a.git.Around(root)
		if err != nil || repo == nil {
			return nil
		}
		data, err := repo.File(ctx, "HEAD", path.Join(within, plan.AnswersPath), spec.MaxAnswers)
		if err != nil {
			return nil
		}
		answers, err := spec.ParseAnswers(plan.AnswersPath, data)
		if err != nil {
			return nil
		}
		return answers.Values
	})
	return func(option string) any { return values()[option] }
}
