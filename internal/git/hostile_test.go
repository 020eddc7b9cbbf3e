package git_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/git"
)

func TestQuery_RunsNothing(t *testing.T) {
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
		t.Errorf("queries failed: %v", errs)
	}
	if ran := c.ran(); ran != "" {
		t.Errorf("a query ran the canary:\n%s", ran)
	}
	// Other commands do run it in the same repository.
	for _, args := range [][]string{{"cat-file", "--filters", "HEAD:svc/a.txt"}, {"cat-file", "--textconv", "HEAD:svc/a.txt"}, {"update-index", "--refresh"}} {
		out, _ := plainGit(t, dir, args...)
		if c.ran() == "" {
			t.Errorf("git %s didn't run the canary, so this test proves nothing:\n%s", strings.Join(args, " "), out)
		}
	}
}

func TestQuery_SingleVariables(t *testing.T) {
	// With one variable set, nothing else can stop git before it runs the canary.
	for _, name := range []string{"core.fsmonitor", "filter.canary.clean", "filter.canary.process", "diff.canary.textconv", "diff.external", "core.pager", "core.sshCommand"} {
		t.Run(name, func(t *testing.T) {
			c := newCanary(t)
			dir := unmergedRepository(t)
			write(t, filepath.Join(dir, ".gitattributes"), "* filter=canary diff=canary\n")
			mustGit(t, dir, "config", name, c.program)
			c.ran()
			if errs := askAll(t, dir); len(errs) > 0 {
				t.Errorf("queries failed: %v", errs)
			}
			if ran := c.ran(); ran != "" {
				t.Errorf("a query ran the canary:\n%s", ran)
			}
		})
	}
}

func TestQuery_FetchesNothing(t *testing.T) {
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
		t.Errorf("a missing file was read: %q, %v", data, err)
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

func TestQuery_NestedBareRepository(t *testing.T) {
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
		t.Errorf("queries failed: %v", errs)
	}
	if ran := c.ran(); ran != "" {
		t.Errorf("a query ran the canary:\n%s", ran)
	}
	_, _ = plainGit(t, inner, "status")
	if c.ran() == "" {
		t.Error("git status didn't run the canary, so this test proves nothing")
	}
}

func TestOpen_NotRegular(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no named pipes in folders")
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

func TestOpen_OtherMachine(t *testing.T) {
	for _, named := range []string{`//host/share/x`, `\\host\share\x`} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, ".git"), "gitdir: "+named+"\n")
		if _, err := git.Open(dir, nil); err == nil || !strings.Contains(err.Error(), "another machine") {
			t.Errorf("%s: got %v", named, err)
		}
	}
}

func TestQuery_Timeout(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("needs a named pipe, and waits for the timeout")
	}
	dir := unmergedRepository(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil {
		t.Skipf("mkfifo: %v %s", err, out)
	}
	mustGit(t, dir, "config", "include.path", pipe)
	start := time.Now()
	if errs := askAll(t, dir); len(errs) == 0 {
		t.Error("the queries succeeded")
	}
	if took := time.Since(start); took > 6*time.Second {
		t.Errorf("all queries took %s", took)
	}
}
