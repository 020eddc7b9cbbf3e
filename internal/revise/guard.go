package revise

import (
	"context"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// CheckCommitted refuses to change files that the user has changed but not
// committed.
func (p *Plan) CheckCommitted(ctx context.Context) error {
	base := p.base.Tree()
	edited := tree.Tree{}
	for _, c := range p.Result.Changes {
		generated, ok := base[p.inBase(c.Path)]
		if c.Before != nil && c.Writes() && !(ok && generated.Same(*c.Before)) {
			edited[c.Path] = *c.Before
		}
	}
	loose, err := p.host.Git.Uncommitted(ctx, p.Root, edited)
	if err != nil {
		return fault.Failed("git", "ask git what is committed").WithCause(err)
	}
	if len(loose) > 0 {
		refusal := fault.Failed("uncommitted", "these files were changed, would change now, and aren't committed: %s", strings.Join(loose, ", ")).
			WithInstead("", "--uncommitted")
		var untracked []string
		for _, name := range loose {
			// A folder that git can't tell about was reported above.
			if tracked, err := p.host.Git.TracksFile(ctx, p.Root, name); err == nil && !tracked {
				untracked = append(untracked, system.Quote(p.host.Env.OS, name))
			}
		}
		if len(untracked) > 0 {
			return refusal.WithHint("git doesn't have %[1]s: git add --force %[1]s, and commit; or --uncommitted changes them anyway, and newsvc undo brings them back", strings.Join(untracked, " "))
		}
		return refusal.WithHint("commit them, or git stash them, then run this again; or --uncommitted changes them anyway, and newsvc undo brings them back")
	}
	return nil
}
