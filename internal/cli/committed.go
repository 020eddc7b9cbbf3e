package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
)

// committedSteps holds for the steps of a service's schema that are in its
// last commit. Where git doesn't keep the service, it can't be known who has
// them, and it holds for all.
func (a *app) committedSteps(ctx context.Context, root string) func(id string) bool {
	target, err := disk.Look(root)
	if err != nil || target.Git == "" {
		return func(string) bool { return true }
	}
	ids := map[string]bool{}
	data, err := a.git(ctx, root, "", "show", "HEAD:./"+plan.AnswersPath)
	if err != nil {
		return func(string) bool { return a.gitBroken(ctx, root) }
	}
	answers, err := spec.ParseAnswers(plan.AnswersPath, []byte(data))
	if err != nil {
		return func(string) bool { return true }
	}
	for _, s := range answers.Schema {
		ids[s.ID] = true
	}
	return func(id string) bool { return ids[id] }
}

// committedValues returns what the last commit of a service answers to options.
// Git is asked once, when the first is wanted.
func (a *app) committedValues(ctx context.Context, root string) func(option string) any {
	values := sync.OnceValue(func() map[string]any {
		target, err := disk.Look(root)
		if err != nil || target.Git == "" {
			return nil
		}
		data, err := a.git(ctx, root, "", "show", "HEAD:./"+plan.AnswersPath)
		if err != nil {
			return nil
		}
		answers, err := spec.ParseAnswers(plan.AnswersPath, []byte(data))
		if err != nil {
			return nil
		}
		return answers.Values
	})
	return func(option string) any { return values()[option] }
}

// head returns the commit that git has checked out around a folder; empty: none.
func (a *app) head(ctx context.Context, root string) string {
	target, err := disk.Look(root)
	if err != nil || target.Git == "" {
		return ""
	}
	commit, err := a.git(ctx, root, "", "rev-parse", "--quiet", "--verify", "HEAD")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(commit)
}

// gitBroken reports whether git can't say anything of a folder at all, as when
// it isn't installed.
func (a *app) gitBroken(ctx context.Context, root string) bool {
	_, err := a.git(ctx, root, "", "rev-parse", "--git-dir")
	return err != nil
}

// uncommitted returns those of some files that git doesn't have as they are,
// sorted; none where the service is in no work tree.
func (a *app) uncommitted(ctx context.Context, root string, paths []string) ([]string, error) {
	target, err := disk.Look(root)
	if err != nil || target.Git == "" || len(paths) == 0 {
		return nil, err
	}
	args := []string{"--literal-pathspecs", "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching", "--"}
	out, err := a.git(ctx, root, "", append(args, paths...)...)
	if err != nil {
		return nil, err
	}
	prefix, ok := below(target.Git, root)
	if !ok {
		prefix = filepath.Base(root)
	}
	var found []string
	for entry := range strings.SplitSeq(out, "\x00") {
		if len(entry) < 4 {
			continue
		}
		name := strings.TrimPrefix(strings.TrimPrefix(entry[3:], prefix), "/")
		found = append(found, name)
	}
	slices.Sort(found)
	return found, nil
}
