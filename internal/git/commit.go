package git

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// Commit is a commit that newsvc makes on a branch.
type Commit struct {
	Branch  string
	Message string
	Paths   []string // of the files that changed, relative to the service's folder
}

// CheckClean refuses a service to which newsvc can't add a commit: it has to be
// in a repository with a commit, without changes that aren't committed, and the
// branch must be new or checked out. Files that git doesn't track don't matter.
func (rs *Repositories) CheckClean(ctx context.Context, folder, branch string) error {
	repo, within, err := rs.Around(folder)
	if err != nil {
		return err
	}
	if repo == nil || !Installed() {
		return fault.Usage("no_repository", "%s isn't in a git repository, so there is nothing to commit to", folder).WithHint("leave --commit out")
	}
	if repo.Commit(ctx, "HEAD") == "" {
		return fault.Usage("no_commit", "the repository of %s has no commit yet", folder).WithHint("commit what is there, then run this again")
	}
	if repo.Sides(ctx) != nil {
		return fault.ActionNeeded("merging", "a merge or rebase is in progress in %s", folder).WithHint("finish it, then run this again")
	}
	if current, _ := repo.ask(ctx, "", "symbolic-ref", "--quiet", "HEAD"); strings.TrimSpace(string(current)) != "refs/heads/"+branch && repo.Commit(ctx, "refs/heads/"+branch) != "" {
		return fault.Usage("branch_exists", "there is a branch %s already, and another one is checked out", branch).
			WithHint("git switch %s, or git branch -D %s, then run this again", branch, branch)
	}
	if repo, err = repo.harmless(ctx); err != nil {
		return fault.Failed("git", "read git's configuration").WithCause(err)
	}
	changed, err := repo.changed(ctx, within, folder)
	if err != nil {
		return fault.Failed("git", "ask git what is committed").WithCause(err)
	}
	if len(changed) > 0 {
		return fault.Failed("not_clean", "these files of %s have changes that aren't committed: %s", folder, strings.Join(changed, ", ")).
			WithHint("commit them, or git stash them, then run this again")
	}
	return nil
}

// harmless returns the repository without the filters and hooks that its
// configuration names. Git runs filters when it writes or refreshes the index.
func (r *Repository) harmless(ctx context.Context) (*Repository, error) {
	out, err := r.ask(ctx, "", "config", "--null", "--name-only", "--get-regexp", `^(filter|hook)\..*\.`)
	if err != nil && !refused(err) {
		return nil, err
	}
	off := []string{}
	for _, name := range names(out) {
		section, _, _ := strings.Cut(name, ".")
		variable := name[:strings.LastIndex(name, ".")]
		switch section {
		case "filter":
			off = append(off, variable+".clean", "", variable+".smudge", "", variable+".process", "", variable+".required", "false")
		case "hook":
			off = append(off, variable+".enabled", "false")
		}
	}
	// Not as arguments: the name of a filter may contain an equals sign.
	variables := []string{"GIT_CONFIG_COUNT=" + strconv.Itoa(len(off)/2)}
	for i := 0; i < len(off); i += 2 {
		n := strconv.Itoa(i / 2)
		variables = append(variables, "GIT_CONFIG_KEY_"+n+"="+off[i], "GIT_CONFIG_VALUE_"+n+"="+off[i+1])
	}
	return &Repository{Root: r.Root, dir: r.dir, common: r.common, environ: r.environ, more: variables}, nil
}

// changed returns the tracked files in a folder whose content isn't committed,
// and all files whose changes are in the index.
func (r *Repository) changed(ctx context.Context, within, folder string) ([]string, error) {
	staged, err := r.ask(ctx, "", "diff-index", "--cached", "--no-renames", "--no-ext-diff", "--name-only", "-z", "HEAD")
	if err != nil {
		return nil, err
	}
	if list := names(staged); len(list) > 0 {
		return list, nil
	}
	args := []string{"diff-files", "--no-ext-diff", "--ignore-submodules=all", "--name-only", "-z"}
	if within != "" {
		args = append(args, "--", within)
	}
	// These may also be unchanged files with another time.
	candidates, err := r.ask(ctx, "", args...)
	if err != nil {
		return nil, err
	}
	like := tree.Tree{}
	for _, name := range names(candidates) {
		if within != "" {
			name = strings.TrimPrefix(name, within+"/")
		}
		like[name] = tree.File{}
	}
	work, err := disk.Read(ctx, folder, like)
	if err != nil {
		return nil, err
	}
	changed, err := r.Uncommitted(ctx, within, work)
	for _, name := range like.Paths() {
		if _, exists := work[name]; !exists {
			changed = append(changed, name)
		}
	}
	return changed, err
}

// names splits a list that ends each name with a zero byte.
func names(list []byte) []string {
	return slices.DeleteFunc(strings.Split(string(list), "\x00"), func(name string) bool { return name == "" })
}

// CommitChange commits the files of a service that a change has written, on a
// branch that it creates unless it is checked out, and returns the commit. It
// runs no hooks, filters or signatures, which may have come with the repository.
func (rs *Repositories) CommitChange(ctx context.Context, folder string, c Commit) (string, error) {
	repo, within, err := rs.Around(folder)
	if err != nil {
		return "", err
	}
	if repo, err = repo.harmless(ctx); err != nil {
		return "", err
	}
	identity, err := repo.identity(ctx)
	if err != nil {
		return "", err
	}
	repo.more = append(repo.more, identity...)
	if err := repo.stage(ctx, within, folder, c.Paths); err != nil {
		return "", err
	}
	root, err := repo.ask(ctx, "", "write-tree")
	if err != nil {
		return "", err
	}
	parent := repo.Commit(ctx, "HEAD")
	out, err := repo.ask(ctx, c.Message+"\n", "commit-tree", strings.TrimSpace(string(root)), "-p", parent)
	if err != nil {
		return "", err
	}
	commit := strings.TrimSpace(string(out))
	ref := "refs/heads/" + c.Branch
	if _, err := repo.ask(ctx, "", "update-ref", "-m", "newsvc update", ref, commit); err != nil {
		return "", err
	}
	_, err = repo.ask(ctx, "", "symbolic-ref", "-m", "newsvc update", "HEAD", ref)
	return commit, err
}

// stage puts the files on disk at some paths into git's index.
func (r *Repository) stage(ctx context.Context, within, folder string, paths []string) error {
	like := tree.Tree{}
	for _, name := range paths {
		like[name] = tree.File{}
	}
	work, err := disk.Read(ctx, folder, like)
	if err != nil {
		return err
	}
	var list, index strings.Builder
	for _, name := range work.Paths() {
		list.WriteString(path.Join(within, name) + "\n")
	}
	hashes, err := r.ask(ctx, list.String(), "hash-object", "-w", "--no-filters", "--stdin-paths")
	if err != nil {
		return err
	}
	hash := strings.Fields(string(hashes))
	if len(hash) != len(work) {
		return fmt.Errorf("git hash-object printed %d hashes for %d files", len(hash), len(work))
	}
	for i, name := range work.Paths() {
		mode := "100644"
		if work[name].Exec {
			mode = "100755"
		}
		fmt.Fprintf(&index, "%s %s\t%s\x00", mode, hash[i], path.Join(within, name))
	}
	for _, name := range paths {
		if _, exists := work[name]; !exists {
			fmt.Fprintf(&index, "0 %s\t%s\x00", strings.Repeat("0", len(r.Commit(ctx, "HEAD"))), path.Join(within, name))
		}
	}
	_, err = r.ask(ctx, index.String(), "update-index", "-z", "--index-info")
	return err
}

// SetIdentity is the command that tells git who its user is.
const SetIdentity = `git config --global user.name "YOUR NAME" && git config --global user.email YOU@EXAMPLE.COM`

// identity returns the environment variables that name the user as git's
// configuration does. Reading them runs nothing.
func (r *Repository) identity(ctx context.Context) ([]string, error) {
	env := append(withoutRepository(r.environ), quiet...)
	env = append(env, "GIT_DIR="+r.dir, "GIT_WORK_TREE="+r.Root)
	var variables []string
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		args := slices.Concat(settings(append(slices.Clone(inert), "user.useConfigOnly=true")), []string{"var", "GIT_" + who + "_IDENT"})
		out, err := run(ctx, r.Root, env, "", args)
		if err != nil {
			return nil, fault.Failed("no_identity", "git doesn't know who you are").WithCause(err).
				WithHint(SetIdentity)
		}
		name, rest, _ := strings.Cut(string(out), " <")
		email, date, _ := strings.Cut(rest, "> ")
		variables = append(variables, "GIT_"+who+"_NAME="+name, "GIT_"+who+"_EMAIL="+email, "GIT_"+who+"_DATE="+strings.TrimSpace(date))
	}
	return variables, nil
}
