package doctor

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// fake is a machine with some programs; their output is by command line.
func fake(t *testing.T, os string, programs string, output map[string]string) Machine {
	t.Helper()
	return Machine{
		OS: os, Arch: "amd64", Caches: []string{filepath.Join(t.TempDir(), "newsvc", "claims")},
		Find: func(name string) string {
			if strings.Contains(" "+programs+" ", " "+name+" ") {
				return "/usr/bin/" + name
			}
			return ""
		},
		Output: func(_ context.Context, name string, args ...string) (string, error) {
			if text, ok := output[strings.Join(append([]string{name}, args...), " ")]; ok {
				return text, nil
			}
			return "", errors.New("exit status 1")
		},
	}
}

func TestExamine(t *testing.T) {
	all := map[string]string{
		"go env GOVERSION": "go1.26.3", "go env GOTOOLCHAIN": "auto", "git version": "git version 2.43.0",
		"git config user.name": "Ada", "git config user.email": "ada@example.com", "docker version --format {{.Server.Version}}": "28.0.1",
	}
	with := func(changed map[string]string) map[string]string {
		output := map[string]string{}
		for _, m := range []map[string]string{all, changed} {
			for k, v := range m {
				output[k] = v
			}
		}
		return output
	}
	cases := map[string]struct {
		os, programs string
		output       map[string]string
		fixes        map[string]string // of what is missing
	}{
		"everything is there": {"linux", "go git make cc docker", all, nil},
		"nothing is there, on Debian": {"linux", "apt-get", nil, map[string]string{
			"go":  "curl -L https://go.dev/dl/go1.26.0.linux-amd64.tar.gz | sudo tar -C /usr/local -xz && export PATH=$PATH:/usr/local/go/bin",
			"git": "sudo apt-get install -y git", "git's user": `git config --global user.name "YOUR NAME" && git config --global user.email YOU@EXAMPLE.COM`,
			"make": "sudo apt-get install -y make", "a C compiler": "sudo apt-get install -y gcc", "images": "sudo apt-get install -y docker.io",
		}},
		"a Mac": {"darwin", "brew git", with(nil), map[string]string{
			"go": "brew install go", "make": "xcode-select --install", "a C compiler": "xcode-select --install", "images": "brew install --cask docker",
		}},
		"Windows": {"windows", "winget git go", with(map[string]string{"git version": "git version 2.47.1.windows.2"}), map[string]string{
			"make": "winget install GnuWin32.Make", "a C compiler": "winget install BrechtSanders.WinLibs.POSIX.UCRT", "images": "winget install Docker.DockerDesktop",
		}},
		"an older Go that downloads a later one":      {"linux", "go git make gcc docker", with(map[string]string{"go env GOVERSION": "go1.22.1"}), nil},
		"an older Go that downloads none":             {"darwin", "brew go git make gcc docker", with(map[string]string{"go env GOVERSION": "go1.22.1", "go env GOTOOLCHAIN": "local"}), map[string]string{"go": "brew install go"}},
		"a Go of today":                               {"linux", "go git make gcc docker", with(map[string]string{"go env GOVERSION": "go1.27.0 X:nocoverageredesign"}), nil},
		"a git from before git init --initial-branch": {"darwin", "brew go git make gcc docker", with(map[string]string{"git version": "git version 2.25.1"}), map[string]string{"git": "xcode-select --install"}},
		"podman instead of docker":                    {"linux", "go git make cc podman", with(map[string]string{"podman version --format {{.Client.Version}}": "5.4.0"}), nil},
		"docker without an engine":                    {"linux", "apt-get go git make cc docker", map[string]string{"go env GOVERSION": "go1.26.3", "git version": "git version 2.43.0", "git config user.name": "Ada", "git config user.email": "a@example.com"}, map[string]string{"images": "sudo systemctl start docker"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for _, f := range Examine(t.Context(), fake(t, c.os, c.programs, c.output)) {
				if want := c.fixes[f.Name]; f.Fix != want || f.OK != (want == "") {
					t.Errorf("%s: ok %v, fix %q; want the fix %q", f.Name, f.OK, f.Fix, want)
				}
			}
		})
	}
}

func TestExamine_CacheIsAFile(t *testing.T) {
	m := fake(t, "linux", "", nil)
	m.Caches = []string{"/dev/null/newsvc"}
	for _, f := range Examine(t.Context(), m) {
		if f.Name == "a cache" && f.OK {
			t.Error("a folder in a file counts as writable")
		}
	}
}
