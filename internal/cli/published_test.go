package cli_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/testkit/modproxy"
	"github.com/newsvc/newsvc/templates"
)

// publishedVersions is how many versions of a pack the tests of updates publish: v0.1.0 to
// v0.5.0.
const publishedVersions = 5

// published are the versions of a pack in a module on a proxy that the test created.
type published struct {
	module             string
	frameworks, stores pack.Option // of the first version
	manifests          []pack.Manifest
	proxy              modproxy.Proxy
}

// publish publishes the files of each version, by their paths.
func publish(t *testing.T, module, stores string, versions func(generation int) map[string][]byte) published {
	t.Helper()
	p := published{module: module, proxy: modproxy.Proxy{Dir: t.TempDir()}}
	for n := 1; n <= publishedVersions; n++ {
		files := versions(n)
		loaded, err := pack.Load(pack.FilesFS(files))
		if err != nil {
			t.Fatal(err)
		}
		p.manifests = append(p.manifests, loaded.Manifest)
		if err := p.proxy.Add(module, version(n), files); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range p.manifests[0].Options {
		switch o.Name {
		case "framework":
			p.frameworks = o
		case stores:
			p.stores = o
		}
	}
	if pairs := len(p.frameworks.Choices) * len(p.stores.Choices); pairs != 12 {
		t.Fatalf("the first version has %d pairs of framework and store", pairs)
	}
	return p
}

func version(generation int) string { return fmt.Sprintf("v0.%d.0", generation) }

// useProxy makes the proxy the only source of modules, with an empty module cache.
func (p published) useProxy(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{
		"GOPROXY": p.proxy.URL(), "GOSUMDB": "off", "GOPRIVATE": "", "GONOPROXY": "", "GOFLAGS": "-modcacherw",
		"GOMODCACHE": filepath.Join(t.TempDir(), "mod"),
	} {
		t.Setenv(name, value)
	}
}

// pair returns the answers of the n-th pair of framework and store.
func (p published) pair(n int) []string {
	frameworks, stores := p.frameworks.Choices, p.stores.Choices
	return []string{
		"--" + p.frameworks.Name, frameworks[n%len(frameworks)].Name,
		"--" + p.stores.Name, stores[n/len(frameworks)%len(stores)].Name,
	}
}

// moved returns the path to which the versions after one, up to another, move a file.
func (p published) moved(path string, from, to int) string {
	for _, c := range p.manifests[publishedVersions-1].Changes {
		var n int
		if _, err := fmt.Sscanf(c.Version, "0.%d.0", &n); err != nil || c.Move == nil || n <= from || n > to {
			continue
		}
		if target, ok := c.Move.Target(path); ok {
			path = target
		}
	}
	return path
}

// publishGrow publishes testdata/packs/grow, a small pack.
func publishGrow(t *testing.T) published {
	t.Helper()
	return publish(t, "example.com/grow", "storage", func(n int) map[string][]byte {
		return packFiles(t, os.DirFS(fmt.Sprint("../../testdata/packs/grow/", n)))
	})
}

func packFiles(t *testing.T, fsys fs.FS) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[path], err = fs.ReadFile(fsys, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// edition is a version of a pack that is made from the one before.
type edition struct {
	t     *testing.T
	files map[string][]byte
}

// publishBuiltIn publishes the built-in pack and four versions that are made from it.
func publishBuiltIn(t *testing.T) published {
	t.Helper()
	e := edition{t, packFiles(t, templates.FS)}
	delete(e.files, "benchmarks.yaml")
	manifest := string(e.files["pack.yaml"])
	e.files["pack.yaml"] = []byte(manifest + "\nchanges:\n")
	next := map[int]func(){1: e.first, 2: e.renameOption, 3: e.moveFiles, 4: e.exchangeLayers, 5: e.changePins}
	return publish(t, "example.com/builtin", "database", func(n int) map[string][]byte {
		next[n]()
		e.editManifest(fmt.Sprintf("\nversion: 0.%d.0", max(n-1, 1)), fmt.Sprintf("\nversion: 0.%d.0", n))
		files := map[string][]byte{}
		for path, data := range e.files {
			files[path] = data
		}
		if n == 1 {
			files["pack.yaml"] = bytes.TrimSuffix(files["pack.yaml"], []byte("\nchanges:\n"))
		}
		return files
	})
}

// editManifest replaces text in the manifest, which has to be there.
func (e edition) editManifest(old, by string) {
	e.t.Helper()
	if !bytes.Contains(e.files["pack.yaml"], []byte(old)) {
		e.t.Fatalf("the manifest has no %q", old)
	}
	e.files["pack.yaml"] = bytes.ReplaceAll(e.files["pack.yaml"], []byte(old), []byte(by))
}

// everywhere replaces text in all files, and returns how many have it.
func (e edition) everywhere(old, by string) (count int) {
	for path, data := range e.files {
		if bytes.Contains(data, []byte(old)) {
			e.files[path] = bytes.ReplaceAll(data, []byte(old), []byte(by))
			count++
		}
	}
	return count
}

func (e edition) move(from, to string) {
	e.t.Helper()
	if e.files[from] == nil {
		e.t.Fatalf("there is no %s", from)
	}
	e.files[to] = e.files[from]
	delete(e.files, from)
}

// change declares a change.
func (e edition) change(text string) {
	e.files["pack.yaml"] = append(e.files["pack.yaml"], "  - "+text+"\n"...)
}

// first removes the presets, which are answers to options that later versions rename or
// remove.
func (e edition) first() {
	e.t.Helper()
	text := string(e.files["pack.yaml"])
	from, to := strings.Index(text, "\npresets:\n"), strings.Index(text, "\noptions:\n")
	if from < 0 || to < from {
		e.t.Fatal("the manifest has no presets before its options")
	}
	e.files["pack.yaml"] = []byte(text[:from] + text[to:])
}

func (e edition) renameOption() {
	e.t.Helper()
	e.editManifest("  - name: deploy\n", "  - name: shipping\n")
	e.editManifest("when: {deploy: docker}", "when: {shipping: docker}")
	if e.everywhere(".Options.deploy ", ".Options.shipping ") == 0 {
		e.t.Fatal("no template uses the option")
	}
	e.change("{version: 0.2.0, rename: {option: deploy, to: shipping}}")
}

// moveFiles moves files, and changes the templates of migrations.
func (e edition) moveFiles() {
	e.t.Helper()
	const docker, base = "layers/deploy/docker/files/", "layers/base/files/internal/"
	e.move(docker+"compose.yaml.tmpl", docker+"deploy/compose.yaml.tmpl")
	e.change("{version: 0.3.0, move: {from: compose.yaml, to: deploy/compose.yaml}}")
	e.move(base+"config/config.go.tmpl", base+"config/environment.go.tmpl")
	e.change("{version: 0.3.0, move: {from: internal/config/config.go, to: internal/config/environment.go}}")
	for path, data := range e.files {
		if strings.HasPrefix(path, "layers/step/") {
			e.files[path] = append([]byte("-- As version 3 writes it.\n"), data...)
		}
	}
}

// exchangeLayers adds a layer and removes one.
func (e edition) exchangeLayers() {
	e.t.Helper()
	e.files["layers/notice/files/NOTICE"] = []byte("Made by version 4.\n")
	for path := range e.files {
		if strings.HasPrefix(path, "layers/ci/") || strings.HasPrefix(path, "partials/ci_") {
			delete(e.files, path)
		}
	}
	e.editManifest("  - folder: ci/github\n    when: {ci: github}\n", "  - folder: notice\n")
	text := string(e.files["pack.yaml"])
	from := strings.Index(text, "  - name: ci\n")
	to := from + 1 + strings.Index(text[from:], "\n  - name: ")
	if from < 0 || to <= from {
		e.t.Fatal("the manifest has no option ci before another one")
	}
	e.files["pack.yaml"] = []byte(text[:from] + text[to:])
	e.change("{version: 0.4.0, remove: {option: ci, reason: the company has one CI for all services}}")
}

// changePins changes a pinned module, and a line in every package.
func (e edition) changePins() {
	e.t.Helper()
	if e.everywhere("golang.org/x/sys v0.49.0", "golang.org/x/sys v0.50.0") == 0 {
		e.t.Fatal("no component requires the module")
	}
	for path, data := range e.files {
		if strings.HasSuffix(path, ".go.tmpl") && bytes.HasPrefix(data, []byte("package ")) {
			e.files[path] = append([]byte("// This is version 5.\n\n"), data...)
		}
	}
}
