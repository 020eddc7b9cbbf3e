package cli

import (
	"context"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/git"
)

// machine is what newsvc remembers of its own unfinished work.
func (a *app) machine() disk.Machine {
	return disk.Machine{Claims: a.env.Claims(), Tracked: a.tracked}
}

// tracked reports whether git tracks anything at a path of a folder, however
// the letters of its name are written. Without git nothing is tracked.
func (a *app) tracked(ctx context.Context, dir, name string) (bool, error) {
	repo, within, err := a.repositoryAround(dir)
	if err != nil || repo == nil || !git.Installed() {
		return false, err
	}
	return repo.Tracked(ctx, within, name)
}
