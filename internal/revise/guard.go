package revise

import (
	"context"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// CheckCommitted refuses to change files that the user has changed but not
// committed.
func (p *Plan) CheckCommitted(ctx context.Context) error {
	base := p.base.Tree()
	edited := tree.Tree{}
	for _, c := range p.Result.Changes {
		generated, ok := base[p.inBase(c.Path)]
		if c.Before != nil && c.Writes() && !(ok && generated.Equal(*c.Before)) {
			edited[c.Path] = *c.Before
		}
	}
	loose, err := p.host.Git.Uncommitted(ctx, p.Root, edited)
	if err != nil {
		return fault.Failed("git", "ask git what is committed").WithCause(err)
	}
	if len(loose) > 0 {
		return fault.Failed("uncommitted", "these files were changed, would change now, and aren't committed: %s", strings.Join(loose, ", ")).
			WithHint("commit them, or git stash them, then run this again")
	}
	return nil
}
