package git

import (
	"context"
	"sync"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// Repositories opens repositories, each once: one that git couldn't answer for
// in time isn't asked again. It may be used by several goroutines.
type Repositories struct {
	Environ func() []string

	mu     sync.Mutex
	opened map[string]*Repository // by the folder of the work tree
}

// At opens the repository of a work tree. The result is nil for "", which is
// no work tree.
func (rs *Repositories) At(workTree string) (*Repository, error) {
	if workTree == "" {
		return nil, nil
	}
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if repo := rs.opened[workTree]; repo != nil {
		return repo, nil
	}
	repo, err := Open(workTree, rs.Environ())
	if err != nil {
		return nil, fault.Failed("git", "open the git repository in %s", workTree).WithCause(err)
	}
	if rs.opened == nil {
		rs.opened = map[string]*Repository{}
	}
	rs.opened[workTree] = repo
	return repo, nil
}

// Around opens the repository that a folder is in, and returns the folder's
// path within it. The repository is nil when the folder is in none.
func (rs *Repositories) Around(folder string) (repo *Repository, within string, err error) {
	target, err := disk.Look(folder)
	if err != nil || target.Git == "" {
		return nil, "", err
	}
	within, ok := system.Below(target.Git, folder)
	if !ok {
		return nil, "", fault.Failed("git", "%s isn't in the work tree %s", folder, target.Git)
	}
	repo, err = rs.At(target.Git)
	return repo, within, err
}

// Head returns the commit that is checked out around a folder, or "".
func (rs *Repositories) Head(ctx context.Context, folder string) string {
	repo, _, err := rs.Around(folder)
	if err != nil || repo == nil {
		return ""
	}
	return repo.Commit(ctx, "HEAD")
}

// Uncommitted returns the paths of those files in a folder that the last commit
// doesn't contain as they are, sorted; none when the folder is in no work tree.
func (rs *Repositories) Uncommitted(ctx context.Context, folder string, files tree.Tree) ([]string, error) {
	if len(files) == 0 {
		return nil, nil
	}
	repo, within, err := rs.Around(folder)
	if err != nil || repo == nil {
		return nil, err
	}
	return repo.Uncommitted(ctx, within, files)
}

// Tracked reports whether git tracks anything at a name in a folder, however
// the letters of the name are written. Without git, nothing is tracked.
func (rs *Repositories) Tracked(ctx context.Context, folder, name string) (bool, error) {
	repo, within, err := rs.Around(folder)
	if err != nil || repo == nil || !Installed() {
		return false, err
	}
	return repo.Tracked(ctx, within, name)
}
