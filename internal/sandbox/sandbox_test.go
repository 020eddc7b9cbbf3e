package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/newsvc/newsvc/internal/sandbox"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// module creates a module with a program and a test that prints its environment.
func module(t *testing.T, goMod string) sandbox.Sandbox {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), goMod)
	write(t, filepath.Join(dir, "main.go"), "package main\n\nfunc main() {}\n")
	write(t, filepath.Join(dir, "main_test.go"), `package main

import (
	"os"
	"strings"
	"testing"
)

func TestEnviron(t *testing.T) { t.Log("\n" + strings.Join(os.Environ(), "\n")) }
`)
	return sandbox.Sandbox{Dir: dir, Work: "off", Temporary: t.TempDir(), Environ: os.Environ()}
}

func TestGo_KeepsSecretsFromTests(t *testing.T) {
	s := module(t, "module example.com/m\n\ngo 1.26\n")
	secrets := []string{
		"AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "DATABASE_URL", "PGPASSWORD", "GOOGLE_API_KEY", "GOCD_TOKEN", "NPM_TOKEN", "GIT_CONFIG_VALUE_0",
		"GIT_ASKPASS", "SSH_AUTH_SOCK", "HTTPS_PROXY", "https_proxy", "GOAUTH", "GOPROXY", "NETRC", "LC", "PATHS", "CGO_TOKEN",
	}
	for _, name := range secrets {
		s.Environ = append(s.Environ, name+"=hunter2")
	}
	out, err := s.Go(t.Context(), "test", "-count=1", "-v", "./...")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if strings.Contains(out, "hunter2") {
		t.Errorf("a test got a secret:\n%s", out)
	}
	for _, name := range []string{"PATH=", "GOTOOLCHAIN=local", "GOPROXY=off"} {
		if !strings.Contains(out, name) {
			t.Errorf("the test's environment lacks %s:\n%s", name, out)
		}
	}
}

func TestGo_FetchesNoToolchain(t *testing.T) {
	for name, goMod := range map[string]string{
		"a go line":        "module example.com/m\n\ngo 1.999.0\n",
		"a toolchain line": "module example.com/m\n\ngo 1.26.0\n\ntoolchain go1.999.0\n",
	} {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int32
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				http.NotFound(w, r)
			}))
			defer proxy.Close()
			s := module(t, goMod)
			s.Environ = append(s.Environ, "GOPROXY="+proxy.URL, "GOTOOLCHAIN=auto", "GOMODCACHE="+t.TempDir(), "GOFLAGS=-modcacherw")
			for _, args := range [][]string{{"build", "./..."}, {"vet", "./..."}, {"test", "./..."}, {"mod", "tidy"}} {
				out, _ := s.Go(t.Context(), args...)
				if n := requests.Load(); n > 0 {
					t.Fatalf("go %s asked the proxy %d times:\n%s", strings.Join(args, " "), n, out)
				}
			}
			cmd := exec.Command("go", "build", "./...")
			cmd.Dir, cmd.Env = s.Dir, append(slices.Clone(s.Environ), "GOWORK=off")
			if out, _ := cmd.CombinedOutput(); requests.Load() == 0 {
				t.Errorf("go build without the sandbox didn't ask the proxy, so this test proves nothing:\n%s", out)
			}
		})
	}
}

func TestGo_RunsNoVersionControl(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the canary is a shell script")
	}
	s := module(t, "module example.com/m\n\ngo 1.26\n")
	trace := filepath.Join(t.TempDir(), "trace")
	tools := t.TempDir()
	write(t, filepath.Join(tools, "hg"), "#!/bin/sh\necho ran >>'"+trace+"'\n")
	path := tools + string(os.PathListSeparator) + os.Getenv("PATH")
	s.Environ = append(s.Environ, "PATH="+path, "GOFLAGS=", "GOENV=off")
	t.Setenv("PATH", path)
	write(t, filepath.Join(s.Dir, ".hg", "hgrc"), "")
	if out, err := s.Go(t.Context(), "build", "-o", filepath.Join(t.TempDir(), "m"), "."); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if _, err := os.Stat(trace); err == nil {
		t.Error("go build ran hg")
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(t.TempDir(), "m"), ".")
	cmd.Dir, cmd.Env = s.Dir, append(slices.Clone(s.Environ), "GOWORK=off")
	out, _ := cmd.CombinedOutput()
	if _, err := os.Stat(trace); err != nil {
		t.Errorf("go build without the sandbox didn't run hg, so this test proves nothing:\n%s", out)
	}
}
