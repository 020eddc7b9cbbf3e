//go:build unix

package hostile

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/newsvc/newsvc/internal/testkit/modproxy"
)

// The module that contains the hostile pack.
const (
	hostileModule  = "example.com/hostile"
	hostileVersion = "v1.0.0"
	earlierVersion = "v0.9.0"
)

// onModules lists the commands that use a pack in a module.
var onModules = []command{
	{args: words("init new --pack example.com/hostile@v1.0.0 --name new --yes --no-git"), opens: true, changes: true},
	{args: words("init new --pack example.com/hostile --name new --yes --dry-run --json"), opens: true},
	{args: words("options --pack example.com/hostile"), opens: true},
	{args: []string{"__complete", "init", "--pack", "example.com/hostile", "--"}},
	{args: words("status"), service: true},
	{args: words("status --json ."), service: true, slow: true},
	{args: words("diff"), service: true},
	{args: words("add resource tag word:string"), service: true},
	{args: words("status --pack example.com/hostile@v1.0.0"), service: true, slow: true},
}

// TestModules makes a service with a pack from a module. Then it publishes the attack
// under the same version, and runs every command: a new service may be made with it, and
// the existing one must not accept it.
func TestModules(t *testing.T) {
	for _, a := range attacks(t) {
		if !a.module {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			w := attackedMachine(t, a, hostileVersion)
			made := filepath.Join(w.fleet, "new")
			for _, c := range onModules {
				if c.slow && testing.Short() {
					continue
				}
				w.checkModuleCommand(a, c, made)
				w.check(removeAll(made))
			}
		})
	}
}

// onLaterVersions lists the commands that look at later versions of a service's pack, or
// update to one.
var onLaterVersions = []command{
	{args: words("status")},
	{args: words("status --json ."), slow: true},
	{args: words("update --check")},
	{args: words("update --check --json ."), slow: true},
	{args: words("__complete update --to v")},
	{args: words("update --dry-run --yes"), opens: true},
	{args: words("update --no-verify --yes"), opens: true, changes: true},
	{args: words("status"), slow: true},
}

// attackedMachine returns a machine with the service made, whose pack is a version of
// a sound module. Then the attack is published as hostileVersion.
func attackedMachine(t *testing.T, a attack, sound string) *machine {
	t.Helper()
	w := newMachine(t)
	proxy := modproxy.Proxy{Dir: filepath.Join(w.root, "proxy")}
	w.env = append(w.env, "GOPROXY="+proxy.URL(), "GOFLAGS=-modcacherw")
	w.freshPack(attack{})
	w.check(proxy.AddFolder(hostileModule, sound, w.pack))
	made := command{args: words("init made --pack " + hostileModule + "@" + sound + " --name made --yes --no-git")}
	if r := w.newsvc(w.fleet, made); r.code != 0 {
		r.fail("it failed before the attack")
	}
	w.publish(a, proxy, hostileVersion)
	return w
}

// TestModules_Update makes a service with a pack from a module, and publishes the attack
// as a later version.
func TestModules_Update(t *testing.T) {
	for _, a := range attacks(t) {
		if !a.module || len(a.cached) > 0 {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			w := attackedMachine(t, a, earlierVersion)
			made, updated := filepath.Join(w.fleet, "made"), false
			for _, c := range onLaterVersions {
				if c.slow && testing.Short() {
					continue
				}
				outer, inner := w.snapshotExcept(made), takeSnapshot(made, nil)
				r := w.newsvc(made, c)
				r.inspect(a, w)
				updated = updated || c.changes && r.code == 0
				r.report("outside of the service it", outer.changes(w.snapshotExcept(made)))
				r.report("in the service it", slices.DeleteFunc(forbiddenFiles(made), func(file string) bool {
					return updated && file == "created .newsvc-undo" // the record of the update
				}))
				if r.code != 0 || !c.changes {
					r.report("it failed or only looked, but", inner.changes(takeSnapshot(made, nil)))
				}
				if c.opens && len(a.refused) == 0 && r.code != 0 {
					r.fail("it refuses a pack that is harmless")
				}
			}
		})
	}
}

// checkModuleCommand runs one command. In the existing service, every attack has another
// checksum than the module that the service was made with.
func (w *machine) checkModuleCommand(a attack, c command, made string) {
	w.t.Helper()
	dir := w.fleet
	if c.service {
		dir = filepath.Join(w.fleet, "made")
	}
	own := made
	if c.service {
		own = dir
	}
	outer, inner := w.snapshotExcept(own), takeSnapshot(dir, nil)
	r := w.newsvc(dir, c)
	r.inspect(a, w)
	r.report("outside of the service it", outer.changes(w.snapshotExcept(own)))
	if c.service && a.changesFiles() {
		r.report("in the existing service it", inner.changes(takeSnapshot(dir, nil)))
	}
	r.report("in the new service it", forbiddenFiles(made))
	switch all := r.stdout + r.stderr; {
	case c.service && !a.changesFiles() && len(a.refused) == 0:
		r.inspectHarmless()
	case c.service && (!strings.Contains(all, "isn't the one that made this service") && !slices.ContainsFunc(a.refused, func(name string) bool { return strings.Contains(all, name) })):
		r.fail("it accepts another pack")
	case !c.service && c.opens && len(a.refused) == 0 && !a.retracts && r.code != 0:
		r.fail("it refuses a pack that is harmless")
	case c.changes && r.code == 0:
		answers, err := os.ReadFile(filepath.Join(made, ".newsvc.yaml"))
		w.check(err)
		if !strings.Contains(string(answers), "version: "+hostileVersion+"\n") {
			r.fail("the service records another version")
		}
	}
}

// changesFiles reports whether an attack that is published under the version of an
// existing service changes the files of the module.
func (a attack) changesFiles() bool {
	return len(a.zipped)+len(a.cached) > 0 || slices.ContainsFunc(a.files, func(f txtar.File) bool { return !strings.HasPrefix(f.Name, "@v/") })
}

// inspectHarmless checks that the command works, whether or not action is needed.
func (r *result) inspectHarmless() {
	r.t.Helper()
	if r.code != 0 && r.code != 3 {
		r.fail("it refuses a module that is harmless")
	}
}

// publish publishes the attack as a version of the module, with what only a zip can
// contain, or changes the module cache. What the attack has in the folder @v replaces
// what the proxy says: info, mod and list.
func (w *machine) publish(a attack, proxy modproxy.Proxy, version string) {
	w.t.Helper()
	cache := filepath.Join(w.home, "go", "pkg", "mod")
	for _, path := range a.cached {
		file := filepath.Join(cache, hostileModule+"@"+hostileVersion, path)
		data, err := os.ReadFile(file)
		w.check(err)
		w.check(os.WriteFile(file, append(data, '\n'), 0o644))
	}
	if len(a.cached) > 0 {
		return
	}
	w.check(removeAll(cache))
	w.freshPack(a)
	files := map[string][]byte{}
	for path := range takeSnapshot(w.pack, nil) {
		data, err := os.ReadFile(filepath.Join(w.pack, path))
		if err == nil { // otherwise, it is a folder
			files[path] = data
		}
	}
	for _, z := range a.zipped {
		files[w.expand(z)] = []byte("zipped\n")
	}
	answers := map[string][]byte{}
	for path, data := range files {
		if name, ok := strings.CutPrefix(path, "@v/"); ok {
			answers[name] = bytes.ReplaceAll(data, []byte("@VERSION@"), []byte(version))
			delete(files, path)
		}
	}
	w.check(proxy.Add(hostileModule, version, files))
	for name, data := range answers {
		if name != "list" {
			name = version + "." + name
		}
		w.check(os.WriteFile(filepath.Join(proxy.Dir, hostileModule, "@v", name), data, 0o644))
	}
}
