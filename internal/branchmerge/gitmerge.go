package branchmerge

import (
	"bytes"
	"context"
	"errors"
	"path"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// The versions of a file that git couldn't merge, in the order of git's index.
const (
	baseSide = iota
	ourSide
	theirSide
)

// gitMerge is a merge, rebase or cherry-pick that git has in progress.
type gitMerge struct {
	answers  [3]spec.Answers         // of each version
	shared   bool                    // their side is in the main branch, and ours isn't
	unmerged map[string]git.Versions // the files that git couldn't merge; a version without the file has nil
}

// findMerge finds git's merge in a service's folder. It returns nil when git has
// none in progress.
func findMerge(ctx context.Context, repositories *git.Repositories, root string) (*gitMerge, error) {
	repo, within, err := repositories.Around(root)
	if err != nil || repo == nil {
		return nil, err
	}
	m := &gitMerge{}
	if m.unmerged, err = repo.Unmerged(ctx, within); err != nil {
		return nil, fault.Failed("git", "ask git what it couldn't merge").WithCause(err)
	}
	revisions := repo.Sides(ctx)
	if revisions != nil {
		m.shared = repo.InMain(ctx, revisions[theirSide]) && !repo.InMain(ctx, revisions[ourSide])
	}
	if versions, ok := m.unmerged[render.AnswersPath]; ok {
		return m, m.parse(versions)
	}
	if revisions == nil {
		return nil, nil
	}
	var versions git.Versions
	for i, revision := range revisions {
		versions[i], err = repo.File(ctx, revision, path.Join(within, render.AnswersPath), spec.MaxAnswers)
		if errors.Is(err, git.ErrNoFile) {
			return nil, nil // the service is new on one side: there is nothing to merge
		}
		if err != nil {
			return nil, fault.Failed("git", "read %s of %s", render.AnswersPath, revision).WithCause(err)
		}
	}
	return m, m.parse(versions)
}

func (m *gitMerge) parse(versions git.Versions) error {
	for i, side := range []string{"the common base", "our side", "their side"} {
		if versions[i] == nil {
			return fault.Failed("no_base", "%s has no %s, so the two can't be merged", side, render.AnswersPath).
				WithHint("solve the conflicts by hand, or git merge --abort")
		}
		var err error
		if m.answers[i], err = spec.ParseAnswers(render.AnswersPath+" of "+side, versions[i]); err != nil {
			return err
		}
	}
	return nil
}

// isUntouched reports whether a file in the work tree is still as git left it:
// with conflict markers or, if only one side has the file, as that side has it.
func (m *gitMerge) isUntouched(path string, work tree.Tree) bool {
	versions := m.unmerged[path]
	now, ok := work[path]
	switch {
	case !ok:
		return versions[ourSide] == nil && versions[theirSide] == nil
	case versions[ourSide] == nil:
		return bytes.Equal(now.Data, versions[theirSide])
	case versions[theirSide] == nil:
		return bytes.Equal(now.Data, versions[ourSide])
	}
	return merge.HasMarkers(now.Data)
}
