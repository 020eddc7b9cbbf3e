package git

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// StartResult is the result of Start.
type StartResult struct {
	Initialized, Committed bool
	Reason                 string // why a step failed; empty if both succeeded
}

// stagingFolder contains the repository until its commit is complete, so that a
// killed newsvc leaves no repository without a commit.
const stagingFolder = ".newsvc-git"

// Start creates a git repository in dir with one commit on the given branch, or on the
// user's default one if the commit names none.
// Failures aren't errors, because the service works without git.
//
// The commit runs the user's own hooks and signature, as any of their commits does.
// Nothing that came with the files runs: no filters, and no hooks from the folder.
func Start(ctx context.Context, dir string, environ []string, c Commit) StartResult {
	if !Installed() {
		return StartResult{Reason: "git isn't installed"}
	}
	s := starter{dir: dir, environ: environ}
	if err := s.init(ctx, c.Branch); err != nil {
		s.remove()
		return StartResult{Reason: "git init: " + err.Error()}
	}
	reason := s.commit(ctx, c.Paths, c.Message)
	if ctx.Err() != nil {
		s.remove()
		return StartResult{Reason: "interrupted"}
	}
	err := os.Rename(s.staged(), filepath.Join(dir, ".git"))
	s.remove()
	if err != nil {
		return StartResult{Reason: "move the repository into place: " + err.Error()}
	}
	return StartResult{Initialized: true, Committed: reason == "", Reason: reason}
}

// starter creates the repository of a new service.
type starter struct {
	dir       string
	environ   []string
	overrides []string // variables of the configuration
}

// staged returns the path of git's folder in the staging folder.
func (s *starter) staged() string { return filepath.Join(s.dir, stagingFolder, ".git") }

func (s *starter) remove() { _ = os.RemoveAll(filepath.Join(s.dir, stagingFolder)) }

// init creates the repository and finds which parts of the user's configuration
// must not run in it.
func (s *starter) init(ctx context.Context, branch string) error {
	s.remove() // an earlier newsvc may have been killed
	s.overrides = []string{"core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false"}
	folder := filepath.Dir(s.staged())
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	if _, err := s.run(ctx, folder, "", "init", "--quiet"); err != nil {
		return err
	}
	if branch != "" {
		if _, err := s.run(ctx, s.dir, "", "symbolic-ref", "HEAD", "refs/heads/"+branch); err != nil {
			return err
		}
	}
	hooks, err := s.run(ctx, s.dir, "", "rev-parse", "--git-path", "hooks")
	if err != nil {
		return err
	}
	if s.inFolder(strings.TrimRight(hooks, "\r\n")) {
		s.overrides = append(s.overrides, "core.hooksPath=/dev/null")
	}
	names, err := s.run(ctx, s.dir, "", "config", "--null", "--name-only", "--get-regexp", `^filter\..*\.(clean|smudge|process|required)$`)
	if err != nil && !refused(err) {
		return err
	}
	for name := range strings.SplitSeq(names, "\x00") {
		if strings.HasSuffix(name, ".required") {
			name += "=false"
		} else if name != "" {
			name += "="
		}
		if name != "" {
			s.overrides = append(s.overrides, name)
		}
	}
	return nil
}

// inFolder reports whether git would run hooks from the service's own files, because
// core.hooksPath is relative or names a folder in the service.
func (s *starter) inFolder(hooks string) bool {
	if !filepath.IsAbs(hooks) {
		hooks = filepath.Join(s.dir, hooks)
	}
	if within, err := filepath.Rel(s.staged(), hooks); err == nil && filepath.IsLocal(within) {
		return false
	}
	for dir := hooks; ; dir = filepath.Dir(dir) {
		here, err := os.Stat(dir)
		root, rootErr := os.Stat(s.dir)
		if err == nil && rootErr == nil && os.SameFile(here, root) {
			return true
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

// commit commits the files. It returns the reason if it can't.
func (s *starter) commit(ctx context.Context, paths []string, message string) (reason string) {
	// Without this setting, git would derive an email address from the host name.
	if _, err := s.run(ctx, s.dir, "", "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"); err != nil {
		return "git doesn't know who you are; run " + SetIdentity + ", then git add --all && git commit"
	}
	// Add exactly the generated files to the index, even those that a global ignore
	// file excludes, and no other files.
	list := strings.Join(paths, "\x00") + "\x00"
	if _, err := s.run(ctx, s.dir, list, "update-index", "--add", "-z", "--stdin"); err != nil {
		return "git update-index: " + err.Error()
	}
	if _, err := s.run(ctx, s.dir, "", "commit", "--quiet", "--message", message); err != nil {
		return "git commit: " + err.Error()
	}
	return ""
}

// run runs git for the new repository, with the user's configuration.
func (s *starter) run(ctx context.Context, dir, input string, args ...string) (string, error) {
	limit, cancel := context.WithTimeoutCause(ctx, commitTime, errors.New("it took longer than "+commitTime.String()))
	defer cancel()
	env := append(withoutRepository(s.environ), quiet...)
	env = append(env, "GIT_DIR="+s.staged())
	if args[0] != "init" {
		env = append(env, "GIT_WORK_TREE="+s.dir)
	}
	out, err := run(limit, dir, env, input, slices.Concat([]string{"--no-pager"}, settings(s.overrides), args))
	if err != nil && limit.Err() != nil {
		err = context.Cause(limit)
	}
	return string(out), err
}

// withoutRepository removes the variables that a git hook sets to name its own
// repository, because newsvc uses another one.
func withoutRepository(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE",
			"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX",
			"GIT_REPLACE_REF_BASE", "GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX":
			return true
		}
		return false
	})
}
