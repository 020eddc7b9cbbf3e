//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInit_KilledWhileGitRuns kills init while it runs git. The next init must leave
// one repository with one commit, whatever the first one has done.
func TestInit_KilledWhileGitRuns(t *testing.T) {
	real, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	newsvc, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"init", "var", "update-index", "commit"} {
		t.Run(at, func(t *testing.T) {
			home, dir := t.TempDir(), t.TempDir()
			script := "#!/bin/sh\nfor a; do if [ \"$a\" = \"$KILL_AT\" ]; then \"" + real + "\" \"$@\"; kill -9 $PPID; exit 1; fi; done\nexec \"" + real + "\" \"$@\"\n"
			if err := os.WriteFile(filepath.Join(home, "git"), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
			run := func(name string, env ...string) (int, string) {
				cmd := exec.Command(newsvc, "init", "shop", "--pack", mini(t), "--yes")
				if name != "newsvc" {
					cmd = exec.Command(real, strings.Fields(name)...)
				}
				cmd.Dir = dir
				cmd.Env = append([]string{
					"HOME=" + home, "PATH=" + home + ":" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1",
					"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com",
				}, env...)
				out, _ := cmd.CombinedOutput()
				return cmd.ProcessState.ExitCode(), string(out)
			}
			if code, out := run("newsvc", "KILL_AT="+at); code != -1 {
				t.Fatalf("newsvc wasn't killed: exit code %d\n%s", code, out)
			}
			if code, out := run("newsvc"); code != 0 || !strings.Contains(out, "a repository with a first commit") {
				t.Fatalf("the next init: exit code %d\n%s", code, out)
			}
			if _, out := run("-C shop log --format=%s"); out != "Start shop\n" {
				t.Errorf("git log:\n%s", out)
			}
			if _, out := run("-C shop status --porcelain --ignored"); out != "" {
				t.Errorf("git status:\n%s", out)
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
				t.Errorf("files next to the service: %v, %v", entries, err)
			}
			if left, err := filepath.Glob(filepath.Join(dir, "shop", ".newsvc-*")); err != nil || len(left) > 0 {
				t.Errorf("files in the service: %v, %v", left, err)
			}
		})
	}
}
