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
