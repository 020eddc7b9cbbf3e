package git_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/tree"
)

// canary is a program that writes to a file when it runs.
type canary struct{ program, trace string }

func newCanary(t *testing.T) canary {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the canary is a shell script")
	}
	dir := t.TempDir()
	c := canary{filepath.Join(dir, "canary"), filepath.Join(dir, "trace")}
	script := "#!/bin/sh\necho \"$0 $*\" >>'" + c.trace + "'\n"
	if err := os.WriteFile(c.program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return c
}

// ran returns the command lines of the canary's runs so far, and forgets them.
func (c canary) ran() string {
	data, _ := os.ReadFile(c.trace)
	_ = os.Remove(c.trace)
	return string(data)
}

// plainGit runs git as a user does.
func plainGit(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, environ()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func mustGit(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := plainGit(t, dir, args...)
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// environ returns an environment with a git identity but without the user's settings.
func environ() []string {
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "GIT_") })
	return append(env, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// unmergedRepository creates a repository with a conflicting merge in progress.
func unmergedRepository(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "clone")
	write(t, filepath.Join(dir, "svc", "a.txt"), "one\n")
	write(t, filepath.Join(dir, "svc", "b.txt"), "same\n")
	mustGit(t, dir, "init", "--quiet", "--initial-branch=main")
	mustGit(t, dir, "add", ".")
	mustGit(t, dir, "commit", "--quiet", "--message=base")
	mustGit(t, dir, "checkout", "--quiet", "-b", "side")
	write(t, filepath.Join(dir, "svc", "a.txt"), "theirs\n")
	mustGit(t, dir, "commit", "--quiet", "--all", "--message=theirs")
	mustGit(t, dir, "checkout", "--quiet", "main")
	write(t, filepath.Join(dir, "svc", "a.txt"), "ours\n")
	mustGit(t, dir, "commit", "--quiet", "--all", "--message=ours")
	if _, err := plainGit(t, dir, "merge", "side"); err == nil {
		t.Fatal("the merge should conflict")
	}
	return dir
}

// askAll runs every query and returns the errors.
func askAll(t *testing.T, dir string) []error {
	t.Helper()
	r, err := git.Open(dir, environ())
	if err != nil {
		return []error{err}
	}
	ctx := t.Context()
	var errs []error
	_, mergeBase := r.MergeBase(ctx, "HEAD", "MERGE_HEAD")
	_, file := r.File(ctx, "HEAD", "svc/a.txt", 100)
	_, unmerged := r.Unmerged(ctx, "svc")
	_, uncommitted := r.Uncommitted(ctx, "svc", tree.Tree{"a.txt": {Data: []byte("edited\n")}, "b.txt": {Data: []byte("same\n")}})
	_, tracked := r.Tracked(ctx, "svc", ".newsvc-journal")
	r.Commit(ctx, "MERGE_HEAD")
	r.IsAncestor(ctx, "HEAD", "MERGE_HEAD")
	r.Remote()
	for _, err := range []error{r.Check(ctx), mergeBase, file, unmerged, uncommitted, tracked} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

var (
	placeholder = regexp.MustCompile(`<[^>]*>`)
	variable    = regexp.MustCompile(`^[a-zA-Z0-9]+\.([^ ]+\.)?[a-zA-Z0-9]+$`)
	badVariable = regexp.MustCompile(`'([a-zA-Z0-9]+(?:\.[^']+)?\.[a-zA-Z0-9]+)'`)
)

// hostileConfig sets every configuration variable of git to the canary. It leaves
// out variables whose value git rejects when it reads them, because they can't
// name a command.
func hostileConfig(t *testing.T, dir string, c canary) {
	t.Helper()
	refused := map[string]bool{ // these refer to another repository or to an invalid configuration
		"core.worktree": true, "include.path": true,
	}
	var names []string
	for name := range strings.FieldsSeq(mustGit(t, dir, "help", "--config")) {
		name = strings.ReplaceAll(placeholder.ReplaceAllString(name, "canary"), "*", "canary")
		if !variable.MatchString(name) || strings.HasPrefix(name, "includeIf") {
			continue
		}
		names = append(names, name)
	}
	// Variables of newer versions of git.
	names = append(names, "hook.canary.command", "hook.canary.event", "filter.canary.clean", "filter.canary.smudge", "filter.canary.process",
		"merge.canary.driver", "diff.canary.command", "diff.canary.textconv", "alias.rev-parse", "pager.cat-file", "core.fsmonitor")
	names = slices.DeleteFunc(names, func(name string) bool { return refused[strings.ToLower(name)] })
	config := filepath.Join(dir, ".git", "config")
	before, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	// accepted reports whether git works with the first n variables, and returns its error message.
	accepted := func(n int) (bool, string) {
		text := string(before)
		for _, name := range names[:n] {
			text += c.setting(name)
		}
		write(t, config, text)
		for _, args := range [][]string{
			{"rev-parse", "HEAD"},
			{"ls-files", "--unmerged"},
			{"merge-base", "HEAD", "MERGE_HEAD"},
			{"cat-file", "blob", "HEAD:svc/a.txt"},
			{"ls-tree", "HEAD"},
			{"update-index", "--refresh"},
		} {
			if out, err := plainGit(t, dir, args...); err != nil && strings.Contains(out, "fatal:") {
				return false, out
			}
		}
		return true, ""
	}
	all := len(names)
	for {
		ok, out := accepted(len(names))
		if ok {
			break
		}
		known := len(names)
		for _, m := range badVariable.FindAllStringSubmatch(out, -1) {
			names = slices.DeleteFunc(names, func(name string) bool { return strings.EqualFold(name, m[1]) })
		}
		if len(names) == known { // the message doesn't name the variable
			bad := sort.Search(len(names), func(n int) bool { ok, _ := accepted(n + 1); return !ok })
			names = slices.Delete(names, bad, bad+1)
		}
	}
	t.Logf("%d of %d variables are set to the canary", len(names), all)
	if len(names) < 500 {
		t.Error("git rejects so many variables that this test proves little")
	}
}

// setting formats a variable that is set to the canary for a configuration file.
func (c canary) setting(name string) string {
	section, _, _ := strings.Cut(name, ".")
	key := name[strings.LastIndex(name, ".")+1:]
	header := "[" + section + "]"
	if middle := strings.TrimPrefix(strings.TrimSuffix(name, "."+key), section); middle != "" {
		header = "[" + section + ` "` + strings.TrimPrefix(middle, ".") + `"]`
	}
	value := c.program
	switch {
	case section == "alias":
		value = "!" + value
	case strings.EqualFold(key, "url"):
		value = "ext::" + value
	}
	return header + "\n\t" + key + " = " + value + "\n"
}
