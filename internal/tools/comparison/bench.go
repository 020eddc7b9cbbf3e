package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// bench runs tools in empty folders, each with an empty home folder and without a terminal.
type bench struct {
	work     string // a folder
	runs     int
	modcache string // of the machine
	gocache  string // for all tools, so that all are measured with the same packages compiled
	goPath   string // the folder of the go command
	count    int    // of folders
}

func newBench(work string, runs int) (*bench, error) {
	for _, program := range []string{"go", "unshare", "setsid", "timeout", "sh"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, fmt.Errorf("%s is missing: run this on Linux, with util-linux and coreutils", program)
		}
	}
	if out, err := exec.Command("unshare", "--map-root-user", "--net", "true").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("unshare can't turn the network off: %w\n%s", err, out)
	}
	out, err := exec.Command("go", "env", "GOMODCACHE", "GOROOT", "GOCACHE").Output()
	if err != nil {
		return nil, err
	}
	env := strings.Fields(string(out))
	return &bench{work: work, runs: runs, modcache: env[0], goPath: filepath.Join(env[1], "bin"), gocache: env[2]}, nil
}

// install builds a tool. A tool that can't be downloaded ends the run.
func (b *bench) install(t tool) error {
	fmt.Fprintln(os.Stderr, "installing", t.name, t.version)
	cmd := exec.Command("go", "install", t.pkg+"@"+t.version)
	if t.pkg == "" {
		cmd = exec.Command("go", "install", "-trimpath", "-ldflags", "-s -w", "./cmd/newsvc")
	}
	cmd.Env = append(os.Environ(), "GOBIN="+filepath.Join(b.work, "bin"), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s can't be installed, so nothing was measured: choose another version in %stools.go, or remove the tool there: %w\n%s", t.name, t.version, folder, err, out)
	}
	if t.name == "gonew" {
		return b.publishTemplate()
	}
	return nil
}

// network says what a script can reach.
type network int

const (
	online  network = iota
	cached          // no network, but all modules are in the module cache
	nothing         // no network, and empty caches
)

// script is a script for sh, and how it runs.
type script struct {
	text    string
	dir     string
	network network
	killAt  time.Duration // after which it is killed, with all that it started; 0 is never
	tool    string
	home    string // its home folder; a new one if it is empty
	env     []string
}

// run runs a script without a terminal, in a new home folder.
func (b *bench) run(s script) (out string, err error) {
	home := s.home
	if home == "" {
		if home, err = b.folder(); err != nil {
			return "", err
		}
	}
	args := []string{"setsid", "--wait"}
	if s.killAt > 0 {
		args = append(args, "timeout", "--signal=KILL", fmt.Sprintf("%.4f", s.killAt.Seconds()))
	}
	if s.network != online {
		args = append(args, "unshare", "--map-root-user", "--net")
	}
	args = append(args, "sh", "-ec", s.text)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env = s.dir, b.environment(s, home)
	var b2 bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b2, &b2
	err = cmd.Run()
	return b2.String(), err
}

func (b *bench) environment(s script, home string) []string {
	env := []string{
		"HOME=" + home, "TMPDIR=" + home, "GOTOOLCHAIN=local", "GOFLAGS=-buildvcs=false", "LANG=C.UTF-8",
		"PATH=" + filepath.Join(b.work, "bin") + ":" + b.goPath + ":/usr/local/bin:/usr/bin:/bin",
	}
	modcache, gocache := b.modcache, b.gocache
	if s.tool == "gonew" && s.network == cached {
		modcache = b.templateCache()
	}
	switch s.network {
	case cached:
		env = append(env, "GOPROXY=off", "GOSUMDB=off")
	case nothing:
		modcache, gocache = filepath.Join(home, "modules"), filepath.Join(home, "packages")
		env = append(env, "GOFLAGS=-modcacherw -buildvcs=false")
	case online:
		for _, name := range []string{"GOPROXY", "GONOSUMDB", "GOSUMDB", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy"} {
			if value, ok := os.LookupEnv(name); ok {
				env = append(env, name+"="+value)
			}
		}
	}
	return append(append(env, "GOMODCACHE="+modcache, "GOCACHE="+gocache), s.env...)
}

// must runs a script that has to succeed.
func (b *bench) must(s script) error {
	if out, err := b.run(s); err != nil {
		return fmt.Errorf("%s: %w\n%s", s.text, err, out)
	}
	return nil
}

// folder returns a new folder.
func (b *bench) folder() (string, error) {
	b.count++
	dir := filepath.Join(b.work, fmt.Sprintf("%04d", b.count))
	return dir, os.Mkdir(dir, 0o755)
}

func (b *bench) templateCache() string { return filepath.Join(b.work, "template-modules") }

// publishTemplate puts what newsvc generates into a module cache, as a module that gonew can
// copy. gonew has no templates of its own.
func (b *bench) publishTemplate() error {
	dir, err := b.folder()
	if err != nil {
		return err
	}
	generate := strings.NewReplacer("init shop", "init template", "example.com/shop", templateModule).Replace(tools[0].generate)
	if err := b.must(script{text: generate, dir: dir, network: cached}); err != nil {
		return err
	}
	source := filepath.Join(dir, "template")
	goMod, err := os.ReadFile(filepath.Join(source, "go.mod"))
	if err != nil {
		return err
	}
	proxy := filepath.Join(dir, "proxy", templateModule, "@v")
	var archive bytes.Buffer
	err = errors.Join(
		os.Remove(filepath.Join(source, ".newsvc.yaml")),
		os.MkdirAll(proxy, 0o755),
		zip.CreateFromDir(&archive, module.Version{Path: templateModule, Version: templateVersion}, source),
		os.WriteFile(filepath.Join(proxy, templateVersion+".zip"), archive.Bytes(), 0o644),
		os.WriteFile(filepath.Join(proxy, templateVersion+".mod"), goMod, 0o644),
		os.WriteFile(filepath.Join(proxy, templateVersion+".info"), []byte(`{"Version":"`+templateVersion+`"}`), 0o644),
	)
	if err != nil {
		return err
	}
	return b.must(script{text: "go mod download " + templateModule + "@" + templateVersion, dir: dir, env: []string{
		"GOMODCACHE=" + b.templateCache(), "GOFLAGS=-modcacherw", "GOPROXY=file://" + filepath.Join(dir, "proxy"), "GOSUMDB=off",
	}})
}
