package git

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Started says how far Start came.
type Started struct {
	Initialized, Committed bool
	Reason                 string // why not; empty: both
}

// stagingFolder is where a repository is made before it becomes the folder's
// own: a newsvc that is killed leaves no repository without its commit.
const stagingFolder = ".newsvc-git"

// Start makes the folder dir a git repository with one commit of the files at
// paths. What git can't do is no error: the files are there without it.
//
// The commit runs the user's own hooks and their signature, as any commit of
// theirs does. Nothing that came with the files runs: no filter, and no hook in
// the folder itself.
func Start(ctx context.Context, dir string, environ, paths []string, message string) Started {
	if !Installed() {
		return Started{Reason: "git isn't installed"}
	}
	s := starter{dir: dir, environ: environ}
	if err := s.init(ctx); err != nil {
		s.remove()
		return Started{Reason: "git init: " + err.Error()}
	}
	reason := s.commit(ctx, paths, message)
	if ctx.Err() != nil {
		s.remove()
		return Started{Reason: "interrupted"}
	}
	err := os.Rename(s.staged(), filepath.Join(dir, ".git"))
	s.remove()
	if err != nil {
		return Started{Reason: "move the repository into place: " + err.Error()}
	}
	return Started{Initialized: true, Committed: reason == "", Reason: reason}
}

// starter makes the repository of a new service.
type starter struct {
	dir       string
	environ   []string
	overrides []string // variables of the configuration
}

// staged is git's folder while it is made.
func (s *starter) staged() string { return filepath.Join(s.dir, stagingFolder, ".git") }

func (s *starter) remove() { _ = os.RemoveAll(filepath.Join(s.dir, stagingFolder)) }

// init makes the repository, and finds what of the user's configuration must
// not run in it.
func (s *starter) init(ctx context.Context) error {
	s.remove() // an earlier newsvc was killed
	s.overrides = []string{"core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false"}
	folder := filepath.Dir(s.staged())
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	if _, err := s.run(ctx, folder, "", "init", "--quiet"); err != nil {
		return err
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

// inFolder reports whether the user's hooks would be taken from the files of
// the service: core.hooksPath is relative, or leads there.
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

// commit commits the files, or says why it can't.
func (s *starter) commit(ctx context.Context, paths []string, message string) (reason string) {
	// Without this setting, git would make up an address from the host's name.
	if _, err := s.run(ctx, s.dir, "", "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"); err != nil {
		return "git doesn't know who you are (user.name and user.email); the first commit is yours"
	}
	// The index is given exactly what was generated, whatever a global ignore
	// file says, and nothing that was there before.
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

// withoutRepository drops the variables that a git hook sets to name its own
// repository: newsvc's git works on another one.
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
