package git_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/git"
)

// userConfig returns an environment with a user's git configuration.
func userConfig(t *testing.T, settings ...string) []string {
	t.Helper()
	config := filepath.Join(t.TempDir(), "config")
	write(t, config, "")
	for i := 0; i < len(settings); i += 2 {
		mustGit(t, filepath.Dir(config), "config", "--file", config, settings[i], settings[i+1])
	}
	env := slices.DeleteFunc(environ(), func(entry string) bool { return strings.HasPrefix(entry, "GIT_CONFIG_GLOBAL=") })
	return append(env, "GIT_CONFIG_GLOBAL="+config)
}

func TestStart(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.txt"), "a\n")
	write(t, filepath.Join(dir, "mine.txt"), "mine\n")
	// An earlier newsvc was killed before it moved the repository into place.
	write(t, filepath.Join(dir, ".newsvc-git", ".git", "HEAD"), "half written")
	got := git.Start(t.Context(), dir, environ(), git.Commit{Branch: "trunk", Paths: []string{"a.txt"}, Message: "Start it"})
	if want := (git.StartResult{Initialized: true, Committed: true}); got != want {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	if out := mustGit(t, dir, "status", "--porcelain"); out != "?? mine.txt\n" {
		t.Errorf("git status: %q", out)
	}
	if out := mustGit(t, dir, "symbolic-ref", "HEAD"); out != "refs/heads/trunk\n" {
		t.Errorf("the branch is %q", out)
	}
	if out := mustGit(t, dir, "log", "--format=%s"); out != "Start it\n" {
		t.Errorf("git log: %q", out)
	}
	if out, err := plainGit(t, dir, "config", "core.worktree"); err == nil {
		t.Errorf("the repository names the work tree: %q", out)
	}
	if _, err := os.Stat(filepath.Join(dir, ".newsvc-git")); err == nil {
		t.Error("the staging folder is still there")
	}
}

func TestStart_Hooks(t *testing.T) {
	hooks := func(t *testing.T, folder string, c canary) {
		t.Helper()
		write(t, filepath.Join(folder, "keep"), "")
		if err := os.Symlink(c.program, filepath.Join(folder, "pre-commit")); err != nil {
			t.Fatal(err)
		}
	}
	cases := map[string]struct {
		folder func(dir, home string) string // the folder with the hooks
		path   func(dir, home string) string // core.hooksPath
		runs   bool
	}{
		"a folder of the user":             {func(_, home string) string { return home }, func(_, home string) string { return home }, true},
		"a relative path in the service":   {func(dir, _ string) string { return filepath.Join(dir, "hooks") }, func(string, string) string { return "hooks" }, false},
		"an absolute path in the service":  {func(dir, _ string) string { return filepath.Join(dir, "hooks") }, func(dir, _ string) string { return filepath.Join(dir, "hooks") }, false},
		"a path through the parent folder": {func(dir, _ string) string { return filepath.Join(dir, "hooks") }, func(dir, _ string) string { return "../" + filepath.Base(dir) + "/hooks" }, false},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			c, dir, home := newCanary(t), t.TempDir(), t.TempDir()
			write(t, filepath.Join(dir, "a.txt"), "a\n")
			hooks(t, tt.folder(dir, home), c)
			got := git.Start(t.Context(), dir, userConfig(t, "core.hooksPath", tt.path(dir, home)), git.Commit{Branch: "trunk", Paths: []string{"a.txt"}, Message: "Start it"})
			if !got.Committed {
				t.Errorf("got %+v", got)
			}
			if ran := c.ran() != ""; ran != tt.runs {
				t.Errorf("the hook ran: %t, want %t", ran, tt.runs)
			}
		})
	}
}

func TestStart_Filters(t *testing.T) {
	for _, kind := range []string{"clean", "process"} {
		t.Run(kind, func(t *testing.T) {
			c, dir := newCanary(t), t.TempDir()
			write(t, filepath.Join(dir, ".gitattributes"), "* filter=Team.x\n")
			write(t, filepath.Join(dir, "a.txt"), "a\n")
			env := userConfig(t, "filter.Team.x."+kind, c.program, "filter.Team.x.required", "true", "core.fsmonitor", c.program)
			got := git.Start(t.Context(), dir, env, git.Commit{Branch: "trunk", Paths: []string{".gitattributes", "a.txt"}, Message: "Start it"})
			if !got.Committed {
				t.Errorf("got %+v", got)
			}
			if ran := c.ran(); ran != "" {
				t.Errorf("the canary ran: %s", ran)
			}
		})
	}
}

func TestStart_NoIdentity(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.txt"), "a\n")
	env := slices.DeleteFunc(environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "GIT_AUTHOR") || strings.HasPrefix(entry, "GIT_COMMITTER") || strings.HasPrefix(entry, "EMAIL=")
	})
	got := git.Start(t.Context(), dir, env, git.Commit{Branch: "trunk", Paths: []string{"a.txt"}, Message: "Start it"})
	if !got.Initialized || got.Committed || !strings.Contains(got.Reason, "user.name") {
		t.Errorf("got %+v", got)
	}
}
