package cli

import (
	"bytes"
	"context"
	"errors"
	"path"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// The versions of a file that git couldn't merge, as its index counts them.
const (
	baseStage = iota
	ourStage
	theirStage
)

// gitMerge is a merge of git's that isn't finished: of two branches, or of a
// commit that is brought onto another.
type gitMerge struct {
	answers [3]spec.Answers         // what newsvc knows of each version
	shared  bool                    // their side is in the main branch, and ours isn't
	stages  map[string]git.Versions // the files that git couldn't merge, as each version has them; nil: it hasn't
}

// gitMerge finds what git couldn't merge below a service's folder; nil when
// git has nothing under way there.
func (a *app) gitMerge(ctx context.Context, root string) (*gitMerge, error) {
	repo, within, err := a.host.Git.Around(root)
	if err != nil || repo == nil {
		return nil, err
	}
	m := &gitMerge{}
	if m.stages, err = repo.Unmerged(ctx, within); err != nil {
		return nil, fault.Failed("git", "ask git what it couldn't merge").Because(err)
	}
	revisions := repo.Sides(ctx)
	if revisions != nil {
		m.shared = repo.InMain(ctx, revisions[theirStage]) && !repo.InMain(ctx, revisions[ourStage])
	}
	if known, ok := m.stages[plan.AnswersPath]; ok {
		return m, m.parse(known)
	}
	if revisions == nil {
		return nil, nil
	}
	var known git.Versions
	for i, revision := range revisions {
		known[i], err = repo.File(ctx, revision, path.Join(within, plan.AnswersPath), spec.MaxAnswers)
		if errors.Is(err, git.ErrNoFile) {
			return nil, nil // the service is new on one side: there is nothing to merge
		}
		if err != nil {
			return nil, fault.Failed("git", "read %s of %s", plan.AnswersPath, revision).Because(err)
		}
	}
	return m, m.parse(known)
}

func (m *gitMerge) parse(known git.Versions) error {
	for i, side := range []string{"the common base", "our side", "their side"} {
		if known[i] == nil {
			return fault.Failed("no_base", "%s has no %s, so the two can't be merged by meaning", side, plan.AnswersPath).
				WithHint("solve the conflicts by hand, or git merge --abort")
		}
		var err error
		if m.answers[i], err = spec.ParseAnswers(plan.AnswersPath+" of "+side, known[i]); err != nil {
			return err
		}
	}
	return nil
}

// untouched reports whether a file of the work tree is still as git left
// it: with markers, or, where one side hasn't the file, as the other has it.
func (m *gitMerge) untouched(path string, work tree.Tree) bool {
	versions := m.stages[path]
	there, ok := work[path]
	switch {
	case !ok:
		return versions[ourStage] == nil && versions[theirStage] == nil
	case versions[ourStage] == nil:
		return bytes.Equal(there.Data, versions[theirStage])
	case versions[theirStage] == nil:
		return bytes.Equal(there.Data, versions[ourStage])
	}
	return merge.HasMarkers(there.Data)
}
