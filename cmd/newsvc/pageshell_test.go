//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/testkit/modproxy"
)

// pageShell runs the commands of a page, with a home folder and an environment of its own.
// The current folder and exported variables are those that the previous command left.
type pageShell struct {
	home, bin, dir string
	env            []string
	state          string // where a command leaves its folder and variables
	addr           string // the address that localhost:8080 of the page stands for
	stamps         stampIDs
}

// commandTimeout is how long a command of a page may take.
const commandTimeout = 10 * time.Minute

// newPageShell returns a shell in a new folder. Without Go, its PATH has only what docs/life.md needs.
func newPageShell(t *testing.T, withGo bool) *pageShell {
	t.Helper()
	newsvc, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	s := &pageShell{home: home, bin: filepath.Join(home, "bin"), dir: filepath.Join(home, "work"), state: t.TempDir(), addr: freeAddr(t), stamps: stampIDs{}}
	telemetry := filepath.Join(home, ".config", "go", "telemetry")
	for _, dir := range []string{s.bin, s.dir, telemetry} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// Otherwise, go leaves a process that writes to the folder while the test removes it.
	if err := os.WriteFile(filepath.Join(telemetry, "mode"), []byte("off"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.link(t, "newsvc", newsvc)
	path := s.bin
	for _, name := range []string{"git", "sh", "sed", "grep"} {
		found, err := exec.LookPath(name)
		if err != nil {
			t.Skip(err)
		}
		s.link(t, name, found)
	}
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	s.env = []string{
		"HOME=" + home, "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "REPO=" + repo, "HTTP_ADDR=" + s.addr, "ADMIN_ADDR=",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com",
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=init.defaultBranch", "GIT_CONFIG_VALUE_0=main",
	}
	if withGo {
		if err := downloaded(); err != nil {
			t.Fatal(err)
		}
		s.env = append(s.env, "GOCACHE="+goCache(), "GOMODCACHE="+goEnv(t, "GOMODCACHE"), "GOPROXY=off", "GOSUMDB=off", "GOTOOLCHAIN=local",
			"GOFLAGS=-modcacherw -buildvcs=false -ldflags=-w")
		path += string(os.PathListSeparator) + os.Getenv("PATH")
		s.stubs(t)
	}
	s.env = append(s.env, "PATH="+path)
	return s
}

func (s *pageShell) link(t *testing.T, name, to string) {
	t.Helper()
	if err := os.Symlink(to, filepath.Join(s.bin, name)); err != nil {
		t.Fatal(err)
	}
}

// command returns a command that continues where the last one ended.
func (s *pageShell) command(ctx context.Context, text string) *exec.Cmd {
	script := `test ! -f "$STATE/env" || . "$STATE/env"; ! read -r dir 2>&- <"$STATE/dir" || cd "$dir" || exit 125
trap 'pwd >"$STATE/dir"; export -p >"$STATE/env"' EXIT
` + text + "\n"
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "sh"), "-c", script)
	cmd.Dir, cmd.Env = s.dir, slices.Concat(s.env, []string{"STATE=" + s.state})
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	return cmd
}

// exec runs a command and returns what it printed and its exit code.
func (s *pageShell) exec(t *testing.T, text string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	printed, err := s.command(ctx, text).CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatalf("%s: %v\n%s", text, err, printed)
	}
	code := 0
	if ended != nil {
		code = ended.ExitCode()
	}
	return s.stamps.replace(asReleased.Replace(strings.NewReplacer(s.home+"/work", "/home/ada/src", s.home, "/home/ada").Replace(string(printed)))), code
}

// asReleased removes from the output of newsvc status what a released newsvc doesn't say.
var asReleased = strings.NewReplacer(
	"that pack is unreleased; on another machine, or with another newsvc, you may need --pack DIR\n", "",
	"  unreleased pack\n", "\n",
)

// start starts a command and waits until a URL of the page answers.
func (s *pageShell) start(t *testing.T, text, url string) (*exec.Cmd, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	t.Cleanup(cancel)
	cmd := s.command(ctx, text)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	url = strings.Replace(url, "localhost:8080", s.addr, 1)
	for ctx.Err() == nil {
		select {
		case err := <-ended:
			return nil, fmt.Errorf("it ended: %w\n%s", err, out.String())
		case <-time.After(50 * time.Millisecond):
		}
		if response, err := http.Get(url); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return cmd, nil
			}
		}
	}
	return nil, errors.New("it doesn't answer")
}

// interrupt presses Ctrl-C in a terminal in which a command runs.
func interrupt(cmd *exec.Cmd) error {
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
		return err
	}
	for range 200 {
		if err := syscall.Kill(-cmd.Process.Pid, 0); err != nil {
			return nil // all of its processes have ended
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.Join(errors.New("it still runs"), syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL))
}

// cwd returns the folder in which the next command runs.
func (s *pageShell) cwd(t *testing.T) string {
	t.Helper()
	dir, err := os.ReadFile(filepath.Join(s.state, "dir"))
	if os.IsNotExist(err) {
		return s.dir
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(dir))
}

// freeAddr returns an address on which nothing listens.
func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// downloaded makes sure, once, that the module cache has what the services of the pages
// need, because the pages themselves use no network.
var downloaded = sync.OnceValue(func() error {
	projects, err := filepath.Glob("../../testdata/golden/*/go.mod")
	if err != nil {
		return err
	}
	for _, mod := range projects {
		cmd := exec.Command("go", "mod", "download")
		cmd.Dir = filepath.Dir(mod)
		if output, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: go mod download: %w\n%s", cmd.Dir, err, output)
		}
	}
	return nil
})

// goEnv returns a setting of the go command.
func goEnv(t *testing.T, name string) string {
	t.Helper()
	value, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(value))
}

// modules is the module proxy of a page.
type modules struct{ proxy modproxy.Proxy }

// newModules makes a shell find modules on a new proxy, and keep them in a module cache
// of their own. Services are still built with the machine's, because another one would
// mean to compile everything again.
func newModules(t *testing.T, s *pageShell) *modules {
	t.Helper()
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip(err)
	}
	proxy := modproxy.Proxy{Dir: t.TempDir()}
	s.env = append(s.env, "GOMODCACHE="+t.TempDir(), "GOPROXY="+proxy.URL())
	script := fmt.Sprintf(`#!/bin/sh
case " $* " in
*' mod download '*|*' list -m '*|*' env '*) ;;
*) export GOMODCACHE=%s GOPROXY=off ;;
esac
exec %s "$@"
`, goEnv(t, "GOMODCACHE"), goCommand)
	if err := os.WriteFile(filepath.Join(s.bin, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return &modules{proxy}
}

// publish publishes a folder, or the tag VERSION of a bare repository.
func (m *modules) publish(t *testing.T, dir string, args []string) {
	t.Helper()
	if m == nil || len(args) != 3 {
		t.Fatal("usage: publish: MODULE VERSION FOLDER, on a page with modules")
	}
	folder := filepath.Join(dir, args[2])
	if strings.HasSuffix(folder, ".git") {
		checkout := filepath.Join(t.TempDir(), "checkout")
		if out, err := exec.Command("git", "-c", "advice.detachedHead=false", "clone", "-q", "--branch", args[1], folder, checkout).CombinedOutput(); err != nil {
			t.Fatalf("publish %s: %v\n%s", args[1], err, out)
		}
		if err := os.RemoveAll(filepath.Join(checkout, ".git")); err != nil {
			t.Fatal(err)
		}
		folder = checkout
	}
	if err := m.proxy.AddFolder(args[0], args[1], folder); err != nil {
		t.Fatal(err)
	}
}
