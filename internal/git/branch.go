package git

import (
	"context"
	"os"
	"path"
	"slices"
	"strings"
)

// mainBranches are the usual names of a main branch.
var mainBranches = []string{"main", "master", "trunk"}

// MainBranch returns the name of the repository's main branch: the default one of the
// remote origin, or else a branch with a usual name, or else the one that is checked out.
// It returns "" if git can't tell.
func (r *Repository) MainBranch(ctx context.Context) string {
	head := strings.TrimPrefix(r.symbolic(ctx, "HEAD"), "refs/heads/")
	if origin, ok := strings.CutPrefix(r.symbolic(ctx, "refs/remotes/origin/HEAD"), "refs/remotes/origin/"); ok {
		return origin
	}
	if slices.Contains(mainBranches, head) {
		return head
	}
	for _, name := range mainBranches {
		if r.Commit(ctx, "refs/heads/"+name) != "" {
			return name
		}
	}
	return head
}

// symbolic returns the name of the reference that another one stands for, or "".
func (r *Repository) symbolic(ctx context.Context, name string) string {
	out, err := r.ask(ctx, "", "symbolic-ref", "--quiet", name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// DefaultBranch returns the name of the first branch in new repositories of the user, or
// "" if the user has no preference.
func DefaultBranch(ctx context.Context, environ []string) string {
	if !Installed() {
		return ""
	}
	env := append(withoutRepository(environ), quiet...)
	env = append(env, "GIT_DIR="+os.DevNull) // only the configuration of the user and of the system
	out, err := run(ctx, os.TempDir(), env, "", append([]string{"--no-pager"}, "config", "--get", "init.defaultBranch"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// InMain reports whether a revision is in the main branch.
func (r *Repository) InMain(ctx context.Context, revision string) bool {
	refs := []string{"remotes/origin/HEAD"}
	for _, folder := range []string{"remotes/origin/", "heads/"} {
		for _, name := range mainBranches {
			refs = append(refs, folder+name)
		}
	}
	for _, ref := range refs {
		if r.Commit(ctx, "refs/"+ref) != "" {
			return r.IsAncestor(ctx, revision, "refs/"+ref)
		}
	}
	return false
}

// ChangedSince returns the files in a folder that differ between a commit and the one that
// is checked out. It reports false if the second doesn't descend from the first.
func (rs *Repositories) ChangedSince(ctx context.Context, folder, commit string) (paths []string, descends bool, err error) {
	repo, within, err := rs.Around(folder)
	if err != nil || repo == nil || commit == "" || !repo.IsAncestor(ctx, commit, "HEAD") {
		return nil, false, err
	}
	args := []string{"diff-tree", "-r", "--no-renames", "--no-ext-diff", "--name-only", "-z", commit, "HEAD"}
	if within != "" {
		args = append(args, "--", within)
		within += "/"
	}
	out, err := repo.ask(ctx, "", args...)
	for _, name := range names(out) {
		paths = append(paths, strings.TrimPrefix(name, within))
	}
	return paths, true, err
}

// TracksFile reports whether git tracks a file in a folder.
func (rs *Repositories) TracksFile(ctx context.Context, folder, name string) (bool, error) {
	repo, within, err := rs.Around(folder)
	if err != nil || repo == nil {
		return false, err
	}
	out, err := repo.ask(ctx, "", "ls-files", "-z", "--", path.Join(within, name))
	return len(out) > 0, err
}
