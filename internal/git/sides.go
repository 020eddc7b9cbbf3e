package git

import "context"

// Sides returns the three revisions of the merge, rebase or cherry-pick that
// git has in progress: the common ancestor, ours and theirs. It returns nil
// when there is none.
func (r *Repository) Sides(ctx context.Context) []string {
	if r.Commit(ctx, "MERGE_HEAD") != "" {
		base, err := r.MergeBase(ctx, "HEAD", "MERGE_HEAD")
		if err != nil {
			return nil
		}
		return []string{base, "HEAD", "MERGE_HEAD"}
	}
	for _, picked := range []string{"CHERRY_PICK_HEAD", "REBASE_HEAD"} {
		if r.Commit(ctx, picked+"^") != "" {
			return []string{picked + "^", "HEAD", picked}
		}
	}
	return nil
}

// InMain reports whether a revision is in the main branch.
func (r *Repository) InMain(ctx context.Context, revision string) bool {
	for _, branch := range []string{"remotes/origin/HEAD", "remotes/origin/main", "remotes/origin/master", "heads/main", "heads/master"} {
		if r.Commit(ctx, "refs/"+branch) != "" {
			return r.IsAncestor(ctx, revision, "refs/"+branch)
		}
	}
	return false
}
