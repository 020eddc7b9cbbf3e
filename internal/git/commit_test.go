package git_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/git"
)

// committedService returns a repository whose folder svc has a committed file.
func committedService(t *testing.T) (repositories *git.Repositories, svc string) {
	t.Helper()
	dir := t.TempDir()
	svc = filepath.Join(dir, "svc")
	write(t, filepath.Join(svc, "a.txt"), "a\n")
	write(t, filepath.Join(svc, "b.txt"), "b\n")
	write(t, filepath.Join(dir, "other.txt"), "other\n")
	mustGit(t, dir, "init", "-q", "-b", "main")
	mustGit(t, dir, "add", "-A")
	mustGit(t, dir, "commit", "-q", "-m", "first")
	return &git.Repositories{Environ: environ}, svc
}

func TestCommitChange(t *testing.T) {
	rs, svc := committedService(t)
	if err := rs.CheckClean(t.Context(), svc, "newer"); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(svc, "a.txt"), "a2\n")
	write(t, filepath.Join(svc, "new", "run.sh"), "c\n")
	write(t, filepath.Join(svc, "untracked.txt"), "u\n")
	for _, err := range []error{os.Chmod(filepath.Join(svc, "new", "run.sh"), 0o755), os.Remove(filepath.Join(svc, "b.txt"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	commit, err := rs.CommitChange(t.Context(), svc, git.Commit{Branch: "newer", Message: "Update", Paths: []string{"a.txt", "b.txt", "new/run.sh"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(mustGit(t, svc, "rev-parse", "refs/heads/newer")); got != commit {
		t.Errorf("the branch is at %s, want %s", got, commit)
	}
	want := "Update\nA <a@example.com>\n\nM\tsvc/a.txt\nD\tsvc/b.txt\nA\tsvc/new/run.sh\n"
	if got := mustGit(t, svc, "show", "--no-renames", "--name-status", "--format=%s%n%an <%ae>"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := mustGit(t, svc, "status", "--porcelain", "--branch"); got != "## newer\n?? svc/untracked.txt\n" {
		t.Errorf("the status is\n%s", got)
	}
	if got := mustGit(t, svc, "ls-tree", "HEAD", "new/run.sh"); !strings.HasPrefix(got, "100755") {
		t.Errorf("got %s", got)
	}
	// A second change of the same branch is added to it.
	if err := rs.CheckClean(t.Context(), svc, "newer"); err != nil {
		t.Error(err)
	}
	write(t, filepath.Join(svc, "a.txt"), "a3\n")
	if _, err := rs.CommitChange(t.Context(), svc, git.Commit{Branch: "newer", Message: "Again", Paths: []string{"a.txt"}}); err != nil {
		t.Fatal(err)
	}
	if got := mustGit(t, svc, "log", "--format=%s"); got != "Again\nUpdate\nfirst\n" {
		t.Errorf("the log is\n%s", got)
	}
}

func TestCheckClean_Refuses(t *testing.T) {
	cases := map[string]struct {
		prepare func(t *testing.T, svc string)
		code    string
	}{
		"an edited file": {func(t *testing.T, svc string) { write(t, filepath.Join(svc, "a.txt"), "edited\n") }, "not_clean"},
		"a deleted file": {func(t *testing.T, svc string) { _ = os.Remove(filepath.Join(svc, "a.txt")) }, "not_clean"},
		"a change in the index, elsewhere": {func(t *testing.T, svc string) {
			write(t, filepath.Join(svc, "..", "x"), "x")
			mustGit(t, svc, "add", "../x")
		}, "not_clean"},
		"another branch of that name": {func(t *testing.T, svc string) { mustGit(t, svc, "branch", "newer") }, "branch_exists"},
		"no repository":               {func(t *testing.T, svc string) { _ = os.RemoveAll(filepath.Join(svc, "..", ".git")) }, "no_repository"},
		"a merge in progress": {func(t *testing.T, svc string) {
			mustGit(t, svc, "switch", "-q", "-c", "side")
			mustGit(t, svc, "commit", "-q", "--allow-empty", "-m", "side")
			mustGit(t, svc, "switch", "-q", "main")
			mustGit(t, svc, "merge", "-q", "--no-ff", "--no-commit", "side")
		}, "merging"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			rs, svc := committedService(t)
			c.prepare(t, svc)
			err := rs.CheckClean(t.Context(), svc, "newer")
			if err == nil || fault.All(err)[0].Code != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

func TestCheckClean_TimesDontMatter(t *testing.T) {
	rs, svc := committedService(t)
	write(t, filepath.Join(svc, "a.txt"), "a\n")
	if err := rs.CheckClean(t.Context(), svc, "newer"); err != nil {
		t.Error(err)
	}
}

func TestCommitChange_RunsNothing(t *testing.T) {
	c := newCanary(t)
	rs, svc := committedService(t)
	dir := filepath.Dir(svc)
	write(t, filepath.Join(dir, ".git", "info", "attributes"), "a.txt filter=canary diff=canary\nb.txt filter=ca=na.ry text\n")
	for _, name := range strings.Fields("core.fsmonitor core.editor core.pager core.sshCommand diff.external gpg.program filter.canary.clean filter.canary.process filter.ca=na.ry.clean filter.ca=na.ry.smudge " +
		"diff.canary.command diff.canary.textconv hook.canary.command") {
		mustGit(t, dir, "config", name, c.program)
	}
	for _, event := range []string{"reference-transaction", "post-index-change", "pre-commit"} {
		mustGit(t, dir, "config", "--add", "hook.canary.event", event)
	}
	mustGit(t, dir, "config", "commit.gpgSign", "true")
	hooks := filepath.Join(dir, ".git", "hooks")
	for _, hook := range strings.Fields("post-index-change pre-commit commit-msg post-commit reference-transaction fsmonitor-watchman post-checkout") {
		_ = os.Remove(filepath.Join(hooks, hook))
		if err := os.Symlink(c.program, filepath.Join(hooks, hook)); err != nil {
			t.Fatal(err)
		}
	}
	c.ran()
	write(t, filepath.Join(svc, "b.txt"), "b\n") // git has to look whether it changed
	if err := rs.CheckClean(t.Context(), svc, "newer"); err != nil {
		t.Error(err)
	}
	write(t, filepath.Join(svc, "a.txt"), "a2\n")
	if _, err := rs.CommitChange(t.Context(), svc, git.Commit{Branch: "newer", Message: "Update", Paths: []string{"a.txt"}}); err != nil {
		t.Error(err)
	}
	if ran := c.ran(); ran != "" {
		t.Errorf("it ran the canary:\n%s", ran)
	}
	if _, _ = plainGit(t, svc, "commit", "--allow-empty", "-m", "x"); c.ran() == "" {
		t.Error("git commit didn't run the canary, so this test proves nothing")
	}
}
