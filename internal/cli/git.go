package cli

import (
	"context"
	"sync"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/system"
)

// gitResult says what git was asked to do with a new service, and why not.
type gitResult struct {
	Initialized bool   `json:"initialized"`
	Committed   bool   `json:"committed"`
	Reason      string `json:"reason,omitempty"` // why not
}

// line says it to the user.
func (g gitResult) line() string {
	switch {
	case g.Committed:
		return "git: a repository with a first commit"
	case g.Initialized:
		return "git: a repository without a commit: " + g.Reason
	}
	return "git: skipped: " + g.Reason
}

// startRepository makes the target a git repository with one commit of paths.
// Nothing here is a failure of the command: the service is there, and the
// result says what git couldn't do.
func (a *app) startRepository(ctx context.Context, target disk.Target, paths []string, name string) gitResult {
	if target.Git != "" {
		if system.SameFile(target.Git, target.Path) {
			return gitResult{Reason: "the folder is a repository already; the commit is yours"}
		}
		return gitResult{Reason: "the folder is inside the repository " + target.Git + "; the commit is yours"}
	}
	started := git.Start(ctx, target.Path, a.env.Environ(), paths, "Start "+name)
	return gitResult{Initialized: started.Initialized, Committed: started.Committed, Reason: started.Reason}
}

// repositories are the repositories that were opened. One that git couldn't
// answer for in time isn't asked again.
type repositories struct {
	mu     sync.Mutex
	opened map[string]*git.Repository // by the folder of the work tree
}

// repositoryAt opens the repository of a work tree; nil: there is none.
func (a *app) repositoryAt(workTree string) (*git.Repository, error) {
	if workTree == "" {
		return nil, nil
	}
	a.repositories.mu.Lock()
	defer a.repositories.mu.Unlock()
	if repo := a.repositories.opened[workTree]; repo != nil {
		return repo, nil
	}
	repo, err := git.Open(workTree, a.env.Environ())
	if err != nil {
		return nil, fault.Failed("git", "open the git repository in %s", workTree).Because(err)
	}
	if a.repositories.opened == nil {
		a.repositories.opened = map[string]*git.Repository{}
	}
	a.repositories.opened[workTree] = repo
	return repo, nil
}

// repositoryAround opens the repository that a folder is in, and returns the
// folder's path within it; nil: it is in none.
func (a *app) repositoryAround(folder string) (repo *git.Repository, within string, err error) {
	target, err := disk.Look(folder)
	if err != nil || target.Git == "" {
		return nil, "", err
	}
	within, ok := system.Below(target.Git, folder)
	if !ok {
		return nil, "", fault.Failed("git", "%s isn't in the work tree %s", folder, target.Git)
	}
	repo, err = a.repositoryAt(target.Git)
	return repo, within, err
}
