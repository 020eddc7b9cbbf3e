//go:build unix

package hostile

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// machine simulates the machine of one attack: a home folder, a folder that nothing may touch,
// and a folder with several services, the second of which is the attack.
type machine struct {
	t       *testing.T
	root    string
	home    string
	outside string
	ran     string // the folder in which canaries record their names
	run     string // the canary program
	fleet   string
	clone   string
	pack    string
	digest  string // the digest of the services' pack
	env     []string
}

// secret is in the folder that nothing may touch and in the environment.
const secret = "n0b0dy-may-read-th1s"

// shared is a folder for files that are created once.
var shared string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "newsvc-hostile-")
	if err != nil {
		panic(err)
	}
	shared = dir
	code := m.Run()
	_ = os.RemoveAll(dir) // It is a temporary folder.
	os.Exit(code)
}

// baseline has the paths that all tests share: newsvc, a home folder that has its pack, and a valid service.
type baseline struct {
	newsvc, home, service string
}

var prepared = sync.OnceValues(func() (baseline, error) {
	dir := shared
	s := baseline{filepath.Join(dir, "newsvc"), filepath.Join(dir, "home"), filepath.Join(dir, "fleet", "shop")}
	life, err := filepath.Abs("../../testdata/packs/life")
	if err != nil {
		return s, err
	}
	if err := os.MkdirAll(filepath.Dir(s.service), 0o755); err != nil {
		return s, err
	}
	if err := os.MkdirAll(filepath.Join(s.home, "template"), 0o755); err != nil {
		return s, err
	}
	telemetry := filepath.Join(s.home, "config", "go", "telemetry")
	if err := os.MkdirAll(telemetry, 0o755); err != nil {
		return s, err
	}
	if err := os.WriteFile(filepath.Join(telemetry, "mode"), []byte("off 2026-01-01\n"), 0o644); err != nil {
		return s, err
	}
	config := "[user]\n\tname = Ada\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n\ttemplateDir = " + filepath.Join(s.home, "template") + "\n"
	if err := os.WriteFile(filepath.Join(s.home, ".gitconfig"), []byte(config), 0o644); err != nil {
		return s, err
	}
	for _, c := range []struct {
		dir  string
		args []string
	}{
		{".", []string{"go", "build", "-o", s.newsvc, "../../cmd/newsvc"}},
		{filepath.Dir(s.service), []string{s.newsvc, "init", "shop", "--pack", life, "--yes"}},
		{s.service, []string{s.newsvc, "add", "resource", "post", "title:string", "by:ref=user"}},
		{s.service, []string{"git", "add", "-A"}},
		{s.service, []string{"git", "commit", "-q", "-m", "more"}},
	} {
		cmd := exec.Command(c.args[0], c.args[1:]...)
		cmd.Dir, cmd.Env = c.dir, environment(s.home, "")
		if c.args[0] == "go" {
			cmd.Env = os.Environ()
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			return s, &failure{c.args, string(out), err}
		}
	}
	return s, nil
})

type failure struct {
	args []string
	out  string
	err  error
}

func (f *failure) Error() string {
	return strings.Join(f.args, " ") + ": " + f.err.Error() + "\n" + f.out
}

// environment returns the environment of a user.
func environment(home, bin string) []string {
	cache := os.Getenv("GOCACHE")
	if dir, err := os.UserCacheDir(); err == nil && cache == "" {
		cache = filepath.Join(dir, "go-build")
	}
	return []string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "XDG_CACHE_HOME=" + filepath.Join(home, "cache"),
		"PATH=" + strings.Trim(bin+":"+os.Getenv("PATH"), ":"), "GOCACHE=" + cache, "GOTOOLCHAIN=auto", "GOPROXY=off", "GOSUMDB=off", "GOPATH=" + filepath.Join(home, "go"),
		"GIT_CONFIG_NOSYSTEM=1", "TMPDIR=" + os.TempDir(), "GITHUB_TOKEN=" + secret, "AWS_SECRET_ACCESS_KEY=" + secret, "LC_ALL=C",
	}
}

// newMachine creates a machine without an attack.
func newMachine(t *testing.T) *machine {
	t.Helper()
	s, err := prepared()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	in := func(name string) string { return filepath.Join(root, name) }
	w := &machine{
		t: t, root: root, home: in("home"), outside: in("outside"), ran: in("ran"), run: in("bin/run"),
		fleet: in("fleet"), clone: in("fleet/m"), pack: in("pack"),
	}
	answers, err := os.ReadFile(filepath.Join(s.service, ".newsvc.yaml"))
	w.check(err)
	_, rest, _ := strings.Cut(string(answers), "digest: ")
	w.digest, _, _ = strings.Cut(rest, "\n")
	bin := in("bin")
	w.env = environment(w.home, bin)
	for _, dir := range []string{w.outside, w.ran, bin, w.fleet} {
		w.check(os.MkdirAll(dir, 0o755))
	}
	w.check(os.CopyFS(w.home, os.DirFS(s.home)))
	for _, dir := range []string{"a", "z"} {
		w.check(os.CopyFS(filepath.Join(w.fleet, dir), os.DirFS(s.service)))
		w.check(os.RemoveAll(filepath.Join(w.fleet, dir, ".git"))) // Snapshots after each command would take too long.
	}
	for _, dir := range []string{w.outside, w.home, w.fleet, root} {
		w.check(os.WriteFile(filepath.Join(dir, "secret"), []byte(secret+"\n"), 0o600))
	}
	for name, canary := range map[string]string{
		"run": `"$(printf %s "${1:-something}" | tr -c 'a-z0-9-' _)"`, "gpg": "gpg", "go1.99.0": "toolchain", "go1.99": "toolchain",
	} {
		script := "#!/bin/sh\necho \"$0 $*\" >> '" + w.ran + "'/" + canary + "\n"
		w.check(os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755))
	}
	return w
}

// freshClone replaces the second service by the attack.
func (w *machine) freshClone(a attack) {
	w.t.Helper()
	s, err := prepared()
	w.check(err)
	w.check(removeAll(w.clone))
	w.check(os.CopyFS(w.clone, os.DirFS(s.service)))
	w.check(os.WriteFile(filepath.Join(w.clone, "mine.txt"), []byte("mine\n"), 0o644))
	w.writeFiles(a, w.clone)
}

// basePack is a valid pack.
const basePack = `format: 1
name: hostile
version: 0.1.0
description: A pack that attacks
options:
  - {name: name, kind: text, format: name, prompt: name, help: the name}
layers:
  - {folder: base}
types:
  string: {go: string}
resources: ["user name:string"]
`

// freshPack writes a pack with the attack.
func (w *machine) freshPack(a attack) {
	w.t.Helper()
	w.check(removeAll(w.pack))
	w.check(os.MkdirAll(filepath.Join(w.pack, "layers", "base", "files"), 0o755))
	w.check(os.WriteFile(filepath.Join(w.pack, "pack.yaml"), []byte(basePack), 0o644))
	w.check(os.WriteFile(filepath.Join(w.pack, "layers", "base", "files", "plain.txt.tmpl"), []byte("{{.Options.name}}\n"), 0o644))
	w.writeFiles(a, w.pack)
}

// removeAll also removes folders whose path is longer than the system's limit.
func removeAll(dir string) error {
	if err := os.RemoveAll(dir); err == nil {
		return nil
	}
	return exec.Command("rm", "-rf", dir).Run()
}

// git runs git to set up the attack.
func (w *machine) git(dir string, args ...string) {
	w.t.Helper()
	cmd := exec.CommandContext(w.t.Context(), "git", args...)
	cmd.Dir, cmd.Env = dir, w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// ranNames returns the names that canaries recorded, and deletes them.
func (w *machine) ranNames() []string {
	w.t.Helper()
	entries, err := os.ReadDir(w.ran)
	w.check(err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		w.check(os.Remove(filepath.Join(w.ran, e.Name())))
	}
	slices.Sort(names)
	return names
}
