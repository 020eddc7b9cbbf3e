package service

import (
	"context"
	"errors"
	"path"
	"sync"

	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/spec"
)

// CommittedSteps reports which steps of a service's schema are in the last
// commit. When that can't be known, for example without git, it reports that
// all of them are.
func (h Host) CommittedSteps(ctx context.Context, root string) func(id string) bool {
	answers, err := h.committedAnswers(ctx, root)
	switch {
	case errors.Is(err, git.ErrNoFile):
		return func(string) bool { return false }
	case err != nil:
		return func(string) bool { return true }
	}
	ids := map[string]bool{}
	for _, s := range answers.Schema {
		ids[s.ID] = true
	}
	return func(id string) bool { return ids[id] }
}

// committedValues returns a function that returns the answer to an option in
// the last commit, or nil. It asks git once, at the first call.
func (h Host) committedValues(ctx context.Context, root string) func(option string) any {
	values := sync.OnceValue(func() map[string]any {
		answers, err := h.committedAnswers(ctx, root)
		if err != nil {
			return nil
		}
		return answers.Values
	})
	return func(option string) any { return values()[option] }
}

var errNoRepository = errors.New("there is no git repository")

// committedAnswers returns a service's answers in the last commit.
func (h Host) committedAnswers(ctx context.Context, root string) (spec.Answers, error) {
	repo, within, err := h.Git.Around(root)
	if err != nil {
		return spec.Answers{}, err
	}
	if repo == nil {
		return spec.Answers{}, errNoRepository
	}
	data, err := repo.File(ctx, "HEAD", path.Join(within, render.AnswersPath), spec.MaxAnswers)
	if err != nil {
		return spec.Answers{}, err
	}
	return spec.ParseAnswers(render.AnswersPath, data)
}
