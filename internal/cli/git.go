package cli

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/disk"
)

// gitResult says what git was asked to do with a new service, and why not.
type gitResult struct {
	Initialized bool   `json:"initialized"`
	Committed   bool   `json:"committed"`
	Reason      string `json:"reason,omitempty"` // why not
}

// line says it to a person.
func (g gitResult) line() string {
	switch {
	case g.Committed:
		return "git: a repository with a first commit"
	case g.Initialized:
		return "git: a repository without a commit: " + g.Reason
	}
	return "git: skipped: " + g.Reason
}

// gitTime bounds one call of git: a hook or a signing key may ask a question
// that no one answers.
const gitTime = 30 * time.Second

// startRepository makes the target a git repository with one commit of paths.
// Nothing here is a failure of the command: the service is there, and what git
// couldn't do is said.
func (a *app) startRepository(ctx context.Context, target disk.Target, paths []string, name string) gitResult {
	dir := target.Path
	if target.Git != "" {
		if same(target.Git, dir) {
			return gitResult{Reason: "the folder is a repository already; the commit is yours"}
		}
		return gitResult{Reason: "the folder is inside the repository " + target.Git + "; the commit is yours"}
	}
	if _, err := exec.LookPath("git"); err != nil {
		return gitResult{Reason: "git isn't installed"}
	}
	if _, err := a.git(ctx, dir, "", "init", "--quiet"); err != nil {
		return gitResult{Reason: "git init: " + err.Error()}
	}
	result := gitResult{Initialized: true}
	// Without this setting, git would make up an address from the host's name.
	if _, err := a.git(ctx, dir, "", "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"); err != nil {
		result.Reason = "git doesn't know who you are (user.name and user.email); the first commit is yours"
		return result
	}
	// The index is told exactly what was generated, whatever a global ignore
	// file says, and nothing that was there before.
	list := strings.Join(paths, "\x00") + "\x00"
	if _, err := a.git(ctx, dir, list, "update-index", "--add", "-z", "--stdin"); err != nil {
		result.Reason = "git update-index: " + err.Error()
		return result
	}
	if _, err := a.git(ctx, dir, "", "commit", "--quiet", "--message", "Start "+name); err != nil {
		result.Reason = "git commit: " + err.Error()
		return result
	}
	result.Committed = true
	return result
}

// git runs git in dir and returns what it prints. It never asks anything.
func (a *app) git(ctx context.Context, dir, stdin string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, gitTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.Env = append(withoutRepository(a.env.Environ()), "GIT_TERMINAL_PROMPT=0", "GIT_EDITOR=true", "LC_ALL=C")
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil {
		if first, _, _ := strings.Cut(strings.TrimSpace(errs.String()), "\n"); first != "" {
			return "", gitError(first)
		}
	}
	return out.String(), err
}

// gitError is the first line of what git says.
type gitError string

func (e gitError) Error() string { return string(e) }

// withoutRepository drops the variables that a git hook sets to name its own
// repository: newsvc's git is about the new one.
func withoutRepository(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
			"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX":
			return true
		}
		return false
	})
}
