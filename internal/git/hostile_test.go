package git_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/tree"
)

// canary is a program that leaves a file when it runs.
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

// ran returns what the canary was run with, and forgets it.
func (c canary) ran() string {
	data, _ := os.ReadFile(c.trace)
	_ = os.Remove(c.trace)
	return string(data)
}

// plainGit runs git as a user would.
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

// environ is an environment with a user that git knows, and no settings of theirs.
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

// unmergedRepository makes a repository in the middle of a merge that conflicts.
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

// askAll asks everything that can be asked, and returns the errors.
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
	r.Commit(ctx, "MERGE_HEAD")
	r.IsAncestor(ctx, "HEAD", "MERGE_HEAD")
	r.Remote()
	for _, err := range []error{r.Check(ctx), mergeBase, file, unmerged, uncommitted} {
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

// hostileConfig names the canary in every variable that git knows. Variables
// whose values git refuses when it reads them can't name a command, and are
// left out.
func hostileConfig(t *testing.T, dir string, c canary) {
	t.Helper()
	refused := map[string]bool{ // these make git refuse the repository, or lead it to another one
		"core.worktree": true, "core.repositoryformatversion": true, "core.createobject": true, "core.sharedrepository": true, "fetch.negotiationalgorithm": true, "extensions.objectformat": true, "include.path": true,
	}
	var names []string
	for name := range strings.FieldsSeq(mustGit(t, dir, "help", "--config")) {
		name = strings.ReplaceAll(placeholder.ReplaceAllString(name, "canary"), "*", "canary")
		if !variable.MatchString(name) || strings.HasPrefix(name, "includeIf") {
			continue
		}
		names = append(names, name)
	}
	// What newer versions of git know.
	names = append(names, "hook.canary.command", "hook.canary.event", "filter.canary.clean", "filter.canary.smudge", "filter.canary.process",
		"merge.canary.driver", "diff.canary.command", "diff.canary.textconv", "alias.rev-parse", "pager.cat-file", "core.fsmonitor")
	config := filepath.Join(dir, ".git", "config")
	before, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		text := string(before)
		for _, name := range names {
			if refused[strings.ToLower(name)] {
				continue
			}
			section, _, _ := strings.Cut(name, ".")
			key := name[strings.LastIndex(name, ".")+1:]
			header := "[" + section + "]"
			if middle := strings.TrimPrefix(strings.TrimSuffix(name, "."+key), section); middle != "" {
				header = "[" + section + ` "` + strings.TrimPrefix(middle, ".") + `"]`
			}
			value := c.program
			if section == "alias" {
				value = "!" + value
			}
			if strings.EqualFold(key, "url") {
				value = "ext::" + value
			}
			text += header + "\n\t" + key + " = " + value + "\n"
		}
		write(t, config, text)
		out := ""
		for _, args := range [][]string{{"rev-parse", "HEAD"}, {"ls-files", "--unmerged"}, {"merge-base", "HEAD", "MERGE_HEAD"}, {"cat-file", "blob", "HEAD:svc/a.txt"}, {"ls-tree", "HEAD"}} {
			if out, err = plainGit(t, dir, args...); err != nil {
				break
			}
		}
		if err == nil {
			t.Logf("%d of %d variables name the canary", len(names)-len(refused), len(names))
			return
		}
		found := badVariable.FindAllStringSubmatch(out, -1)
		known := len(refused)
		for _, m := range found {
			refused[strings.ToLower(m[1])] = true
		}
		if len(refused) == known {
			t.Fatalf("git refuses the configuration for a reason that names no new variable: %s", out)
		}
	}
	t.Fatal("git refuses too many variables")
}

func TestAsking_RunsNothing(t *testing.T) {
	c := newCanary(t)
	dir := unmergedRepository(t)
	write(t, filepath.Join(dir, ".gitattributes"), "* filter=canary diff=canary merge=canary text\n")
	hostileConfig(t, dir, c)
	for _, hook := range strings.Fields("post-index-change pre-commit reference-transaction fsmonitor-watchman post-checkout query-watchman pre-auto-gc") {
		name := filepath.Join(dir, ".git", "hooks", hook)
		_ = os.Remove(name)
		if err := os.Symlink(c.program, name); err != nil {
			t.Fatal(err)
		}
	}
	c.ran()
	if errs := askAll(t, dir); len(errs) > 0 {
		t.Errorf("git couldn't answer: %v", errs)
	}
	if ran := c.ran(); ran != "" {
		t.Errorf("a question ran the canary:\n%s", ran)
	}
	// Other commands do run it in this very repository.
	for _, args := range [][]string{{"cat-file", "--filters", "HEAD:svc/a.txt"}, {"cat-file", "--textconv", "HEAD:svc/a.txt"}, {"update-index", "--refresh"}} {
		out, _ := plainGit(t, dir, args...)
		if c.ran() == "" {
			t.Errorf("git %s didn't run the canary, so this test proves nothing:\n%s", strings.Join(args, " "), out)
		}
	}
}

func TestAsking_RunsNoFilterOrFsmonitorAlone(t *testing.T) {
	// With one variable set, nothing else can stop git before it runs the canary.
	for _, name := range []string{"core.fsmonitor", "filter.canary.clean", "filter.canary.process", "diff.canary.textconv", "diff.external", "core.pager", "core.sshCommand"} {
		t.Run(name, func(t *testing.T) {
			c := newCanary(t)
			dir := unmergedRepository(t)
			write(t, filepath.Join(dir, ".gitattributes"), "* filter=canary diff=canary\n")
			mustGit(t, dir, "config", name, c.program)
			c.ran()
			if errs := askAll(t, dir); len(errs) > 0 {
				t.Errorf("git couldn't answer: %v", errs)
			}
			if ran := c.ran(); ran != "" {
				t.Errorf("a question ran the canary:\n%s", ran)
			}
		})
	}
}

func TestAsking_FetchesNothing(t *testing.T) {
	c := newCanary(t)
	dir := unmergedRepository(t)
	blob := strings.TrimSpace(mustGit(t, dir, "rev-parse", "HEAD:svc/a.txt"))
	if err := os.Remove(filepath.Join(dir, ".git", "objects", blob[:2], blob[2:])); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{
		"core.repositoryformatversion=1", "extensions.partialClone=origin", "remote.origin.promisor=true",
		"remote.origin.url=ext::" + c.program, "protocol.ext.allow=always", "protocol.allow=always",
	} {
		name, value, _ := strings.Cut(setting, "=")
		mustGit(t, dir, "config", name, value)
	}
	r, err := git.Open(dir, environ())
	if err != nil {
		t.Fatal(err)
	}
	if data, err := r.File(t.Context(), "HEAD", "svc/a.txt", 100); err == nil || errors.Is(err, git.ErrNoFile) {
		t.Errorf("a file that is missing was read: %q, %v", data, err)
	}
	askAll(t, dir)
	if ran := c.ran(); ran != "" {
		t.Errorf("git fetched through the canary:\n%s", ran)
	}
	_, _ = plainGit(t, dir, "cat-file", "blob", "HEAD:svc/a.txt")
	if c.ran() == "" {
		t.Error("git cat-file didn't run the canary, so this test proves nothing")
	}
}

func TestAsking_ABareRepositoryInTheWorkTree(t *testing.T) {
	c := newCanary(t)
	dir := unmergedRepository(t)
	inner := filepath.Join(dir, "svc")
	write(t, filepath.Join(inner, "HEAD"), "ref: refs/heads/main\n")
	write(t, filepath.Join(inner, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "+c.program+"\n")
	for _, folder := range []string{"objects", "refs"} {
		if err := os.MkdirAll(filepath.Join(inner, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := git.Open(inner, environ()); err == nil {
		t.Error("a folder without .git was opened")
	}
	if errs := askAll(t, dir); len(errs) > 0 {
		t.Errorf("git couldn't answer: %v", errs)
	}
	if ran := c.ran(); ran != "" {
		t.Errorf("a question ran the canary:\n%s", ran)
	}
	_, _ = plainGit(t, inner, "status")
	if c.ran() == "" {
		t.Error("git status didn't run the canary, so this test proves nothing")
	}
}

func TestOpen_RefusesWhatIsNoFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no named pipes in folders")
	}
	for _, name := range []string{"HEAD", "config", "index", "packed-refs", "commondir", "objects/info/alternates"} {
		t.Run(name, func(t *testing.T) {
			dir := unmergedRepository(t)
			file := filepath.Join(dir, ".git", filepath.FromSlash(name))
			_ = os.Remove(file)
			if out, err := exec.Command("mkfifo", file).CombinedOutput(); err != nil {
				t.Skipf("mkfifo: %v %s", err, out)
			}
			if _, err := git.Open(dir, environ()); err == nil || !strings.Contains(err.Error(), "not a regular file") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestOpen_RefusesAFolderOnAnotherMachine(t *testing.T) {
	for _, named := range []string{`//host/share/x`, `\\host\share\x`} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, ".git"), "gitdir: "+named+"\n")
		if _, err := git.Open(dir, nil); err == nil || !strings.Contains(err.Error(), "another machine") {
			t.Errorf("%s: got %v", named, err)
		}
	}
}

func TestAsking_EndsWhenGitWaits(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("it waits for git, in front of a named pipe")
	}
	dir := unmergedRepository(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil {
		t.Skipf("mkfifo: %v %s", err, out)
	}
	mustGit(t, dir, "config", "include.path", pipe)
	start := time.Now()
	if errs := askAll(t, dir); len(errs) == 0 {
		t.Error("git answered")
	}
	if took := time.Since(start); took > 6*time.Second {
		t.Errorf("all questions together took %s", took)
	}
}
