// Package doctor finds out what a machine has of what newsvc and its services
// need, and which command installs the rest.
package doctor

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/git"
)

// Machine is the machine that is examined.
type Machine struct {
	OS     string                   // as in runtime.GOOS
	Arch   string                   // as in runtime.GOARCH
	Find   func(name string) string // the path of a program; empty: it isn't in PATH
	Output func(ctx context.Context, name string, args ...string) (string, error)
	Caches []string // folders for what newsvc keeps between commands; one must be writable
}

// Finding is something that newsvc or a service needs, and whether it is there.
type Finding struct {
	Name  string
	For   string // what it is needed for
	Found string // what is there; may be set although it isn't what is needed
	OK    bool
	Fix   string // the command that fixes it, unless it is OK
}

// The versions that are needed.
const (
	leastGo = "v1.26.0" // go.mod of services says so
	// From this version on, the go command downloads the version that go.mod names.
	leastSwitchingGo = "v1.21.0"
	leastGit         = "v2.28.0" // git init --initial-branch
)

// Examine examines a machine. It changes nothing, except that it creates and
// deletes an empty file in the cache.
func Examine(ctx context.Context, m Machine) []Finding {
	return []Finding{
		m.goCommand(ctx),
		m.git(ctx),
		m.identity(ctx),
		m.tool("make", "the tasks of a service: make run, make test", "make"),
		m.tool("a C compiler", "make test, whose race detector needs one", "cc", "gcc", "clang"),
		m.images(ctx),
		m.cache(),
	}
}

func (m Machine) goCommand(ctx context.Context) Finding {
	f := Finding{Name: "go", For: "building, running and testing services", Fix: m.install("go")}
	if m.Find("go") == "" {
		return f
	}
	version, err := m.Output(ctx, "go", "env", "GOVERSION")
	f.Found = version
	number, _, _ := strings.Cut(strings.TrimPrefix(version, "go"), " ")
	v := "v" + number
	if err != nil || !semver.IsValid(v) {
		return f
	}
	switching, _ := m.Output(ctx, "go", "env", "GOTOOLCHAIN")
	switch {
	case semver.Compare(v, leastGo) >= 0:
		f.OK = true
	case semver.Compare(v, leastSwitchingGo) >= 0 && switching == "auto":
		f.OK, f.Found = true, version+", which downloads the version that a service needs"
	}
	return f.done()
}

func (m Machine) git(ctx context.Context) Finding {
	f := Finding{Name: "git", For: "the first commit, and merging", Fix: m.install("git")}
	if m.Find("git") == "" {
		return f
	}
	version, err := m.Output(ctx, "git", "version")
	f.Found = strings.TrimPrefix(version, "git version ")
	number, _, _ := strings.Cut(f.Found, " ")
	if parts := strings.Split(number, "."); len(parts) > 3 { // 2.39.2.windows.1
		number = strings.Join(parts[:3], ".")
	}
	f.OK = err == nil && semver.Compare("v"+number, leastGit) >= 0
	return f.done()
}

// identity looks for the name and address that a commit needs.
func (m Machine) identity(ctx context.Context) Finding {
	f := Finding{Name: "git's user", For: "the first commit", Fix: git.SetIdentity}
	if m.Find("git") == "" {
		return f
	}
	name, _ := m.Output(ctx, "git", "config", "user.name")
	email, _ := m.Output(ctx, "git", "config", "user.email")
	f.OK = name != "" && email != ""
	if f.OK {
		f.Found = name + " <" + email + ">"
	}
	return f.done()
}

// tool looks for one of several programs that do the same.
func (m Machine) tool(name, purpose string, programs ...string) Finding {
	f := Finding{Name: name, For: purpose, Fix: m.install(programs[0])}
	for _, program := range programs {
		if f.Found = m.Find(program); f.Found != "" {
			f.OK = true
			break
		}
	}
	return f.done()
}

// images looks for a program that builds images, with the engine that it needs.
func (m Machine) images(ctx context.Context) Finding {
	f := Finding{Name: "images", For: "make image, and docker compose", Fix: m.install("docker")}
	for _, program := range []string{"docker", "podman"} {
		if m.Find(program) == "" {
			continue
		}
		version, err := m.Output(ctx, program, "version", "--format", "{{.Server.Version}}")
		if program == "podman" {
			version, err = m.Output(ctx, program, "version", "--format", "{{.Client.Version}}")
		}
		if err == nil && version != "" {
			f.OK, f.Found = true, program+" "+version
			return f.done()
		}
		f.Found, f.Fix = program+", but no engine is running", m.startEngine()
	}
	return f
}

// cache looks for a folder in which newsvc can record changes in progress.
func (m Machine) cache() Finding {
	f := Finding{Name: "a cache", For: "undoing a change that was interrupted", Fix: `export XDG_CACHE_HOME="$HOME/.cache"`}
	if m.OS == "windows" {
		f.Fix = `setx LocalAppData "%USERPROFILE%\AppData\Local"`
	}
	for _, dir := range m.Caches {
		if writable(dir) {
			f.OK, f.Found = true, dir
			break
		}
	}
	return f.done()
}

// writable reports whether files can be created in a folder, or in the nearest
// one above that exists.
func writable(dir string) bool {
	for {
		if info, err := os.Stat(dir); err == nil {
			if !info.IsDir() {
				return false
			}
			file, err := os.CreateTemp(dir, ".newsvc-doctor-*")
			if err != nil {
				return false
			}
			_ = file.Close()
			return os.Remove(file.Name()) == nil
		}
		above := filepath.Dir(dir)
		if above == dir {
			return false
		}
		dir = above
	}
}

// done clears the fix of what needs none.
func (f Finding) done() Finding {
	if f.OK {
		f.Fix = ""
	}
	return f
}
