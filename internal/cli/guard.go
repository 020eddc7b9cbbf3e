package cli

import (
	"context"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// guard makes sure that nothing of a person's is broken or lost unasked: their
// own files don't use what goes, and what they changed, and would change
// again now, is committed.
func (r *revision) guard(ctx context.Context) error {
	if err := r.refuseUses(); err != nil {
		return err
	}
	return r.refuseUncommitted(ctx)
}

// refuseUncommitted refuses to change again what a person changed and git
// hasn't.
func (r *revision) refuseUncommitted(ctx context.Context) error {
	base := r.Base.Tree()
	edited := tree.Tree{}
	for _, c := range r.result.Changes {
		laid, ok := base[c.Path]
		if c.Before != nil && c.Writes() && !(ok && laid.Equal(*c.Before)) {
			edited[c.Path] = *c.Before
		}
	}
	loose, err := r.app.host.Git.Uncommitted(ctx, r.Root, edited)
	if err != nil {
		return fault.Failed("git", "ask git what is committed").Because(err)
	}
	if len(loose) > 0 {
		return fault.Failed("uncommitted", "these files were changed, would change now, and aren't committed: %s", strings.Join(loose, ", ")).
			WithHint("commit them, or git stash them, then run this again")
	}
	return nil
}
