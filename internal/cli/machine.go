package cli

import (
	"context"
	"os"
	"path/filepath"
	"strconv"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/git"
)

// machine is what newsvc remembers of its own unfinished work.
func (a *app) machine() disk.Machine {
	return disk.Machine{Claims: a.env.claims(), Tracked: a.tracked}
}

// claims are where newsvc's claims may be: in the user's cache, else in the
// temporary folder, below a name that is the user's own.
func (e Env) claims() []string {
	var folders []string
	if cache := e.below("XDG_CACHE_HOME", os.UserCacheDir, "claims"); cache != "" {
		folders = append(folders, cache)
	}
	if temporary, err := filepath.Abs(os.TempDir()); err == nil {
		folders = append(folders, filepath.Join(temporary, "newsvc-claims-"+strconv.Itoa(os.Geteuid())))
	}
	return folders
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
