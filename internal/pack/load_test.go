package pack_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/templates"
)

const toyFolder = "../../testdata/packs/toy"

func TestLoad_Manifest(t *testing.T) {
	p, err := pack.Load(os.DirFS(toyFolder))
	if err != nil {
		t.Fatal(report(err))
	}
	m := p.Manifest
	if diff := cmp.Diff(pack.Option{
		Name: "server", Short: "s", Kind: pack.Choice, Prompt: "How does it serve?", Help: "how requests are served", Default: "plain",
		Choices: []pack.OptionChoice{
			{Name: "plain", What: "one request at a time", Best: "for trying things out", Cost: "nothing"},
			{Name: "threaded", What: "a thread for each request", Best: "for slow stores", Cost: "locks"},
		},
	}, *m.Option("server")); diff != "" {
		t.Errorf("option (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(pack.Layer{Folder: "step", Each: pack.EachStep, Once: []string{"schema/*"}}, m.Layers[6]); diff != "" {
		t.Errorf("layer (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&pack.Slot{Name: "chain", Phases: []string{"watch", "guard", "answer"}}, m.Slot("chain")); diff != "" {
		t.Errorf("slot (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]pack.Refusal{{
		When:   pack.When{"server": {"threaded"}, "store": {"disk"}},
		Reason: "threads would overwrite each other's file", Hint: "take store memory",
	}}, m.Refusals); diff != "" {
		t.Errorf("refusals (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"python": "int", "empty": "0"}, m.Types["int"]); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
}

func TestLoad_FileSystem(t *testing.T) {
	p, err := pack.Load(base(t))
	if err != nil {
		t.Fatal(report(err))
	}
	if err := fstest.TestFS(p.FS, "pack.yaml", "layers/base/files/bin/run", "partials/foot.tmpl"); err != nil {
		t.Error(err)
	}
}

func TestDigest(t *testing.T) {
	digest := func(fsys fs.FS) string {
		p, err := pack.Load(fsys)
		if err != nil {
			t.Fatal(report(err))
		}
		return p.Digest
	}
	// Kept by every service: it must never change for the same files.
	const sound = "sha256:56a6b4a9d4daeddc29be0ab6046e08bb23c9a91ac068b35510ab5ef36a028f0d"
	tests := map[string]struct {
		change func(fstest.MapFS)
		same   bool
	}{
		"the same files":                {func(fstest.MapFS) {}, true},
		"another byte":                  {func(f fstest.MapFS) { f["layers/base/files/bin/run"].Data = []byte("#!/bin/bash\n") }, false},
		"another path":                  {func(f fstest.MapFS) { f["layers/base/files/bin/walk"] = &fstest.MapFile{} }, false},
		"a byte moved to the next file": {func(f fstest.MapFS) { f["partials/foot.tmpl"].Data = []byte("foot") }, false},
		"a file outside the pack":       {func(f fstest.MapFS) { f["README.md"], f[".git/config"] = &fstest.MapFile{}, &fstest.MapFile{} }, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			files := base(t)
			tt.change(files)
			if got := digest(files); (got == sound) != tt.same {
				t.Errorf("got %s, and that of the sound pack is %s", got, sound)
			}
		})
	}
}

func TestLoad_RefusesLinks(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.MkdirAll(outside, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, link := range map[string]string{
		"a file":        "layers/base/files/link",
		"a folder":      "layers/base/link",
		"all layers":    "partials",
		"the manifest":  "pack.yaml",
		"a missing one": "layers/base/files/missing",
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			if err := os.CopyFS(root, base(t)); err != nil {
				t.Fatal(err)
			}
			at := filepath.Join(root, filepath.FromSlash(link))
			if err := os.RemoveAll(at); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(outside, at); err != nil {
				t.Skip("this system makes no links:", err)
			}
			want := link + ": it is a symbolic link, which a pack must not contain"
			if _, err := pack.Load(os.DirFS(root)); err == nil || !strings.Contains(report(err), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

func TestLoad_Limits(t *testing.T) {
	large := func(n int) *fstest.MapFile { return &fstest.MapFile{Data: make([]byte, n)} }
	tests := map[string]struct {
		files map[string]*fstest.MapFile
		want  string
	}{
		"a large file":       {map[string]*fstest.MapFile{"layers/base/files/x": large(1<<20 + 1)}, "layers/base/files/x: it is larger than 1024 KiB"},
		"a large template":   {map[string]*fstest.MapFile{"layers/base/files/x.tmpl": {Data: []byte(strings.Repeat("x", 256<<10+1))}}, "layers/base/files/x.tmpl: a template has at most 256 KiB"},
		"many files":         {many(4001, 0), "a pack has at most 4000 files"},
		"many bytes":         {many(33, 1<<20), "a pack has at most 32 MiB"},
		"carriage returns":   {map[string]*fstest.MapFile{"layers/base/files/x.tmpl": {Data: []byte("a\nb\r\n")}}, "layers/base/files/x.tmpl:2: it has a carriage return, but lines of templates must end in LF"},
		"a zero byte":        {map[string]*fstest.MapFile{"layers/base/files/x.tmpl": {Data: []byte("a\x00")}}, "layers/base/files/x.tmpl:1: it has a zero byte, but templates must be text"},
		"what is no UTF-8":   {map[string]*fstest.MapFile{"partials/foot.tmpl": {Data: []byte("a\xff")}}, "partials/foot.tmpl: it is not UTF-8, but templates must be text"},
		"a byte order mark":  {map[string]*fstest.MapFile{"partials/foot.tmpl": {Data: []byte("\xef\xbb\xbfa")}}, "partials/foot.tmpl:1: it begins with a byte order mark"},
		"a manifest of junk": {map[string]*fstest.MapFile{"pack.yaml": {Data: []byte("\x00\x01")}}, "pack.yaml: it is not YAML: control characters are not allowed"},
		"a large manifest":   {map[string]*fstest.MapFile{"pack.yaml": large(256<<10 + 1)}, "pack.yaml: a manifest has at most 256 KiB"},
		"a long list":        {map[string]*fstest.MapFile{"pack.yaml": {Data: []byte("executables: [" + strings.Repeat("a,", 1001) + "]")}}, "pack.yaml:1: executables has more than 1000 entries"},
		"an empty manifest":  {map[string]*fstest.MapFile{"pack.yaml": {}}, "pack.yaml:1: it is empty"},
		"a deep manifest":    {map[string]*fstest.MapFile{"pack.yaml": {Data: []byte(strings.Repeat("[", 20000))}}, "pack.yaml: it is not YAML: exceeded max depth of 10000"},
		"a manifest, a list": {map[string]*fstest.MapFile{"pack.yaml": {Data: []byte("- a\n")}}, "pack.yaml:1: the manifest must be a mapping of keys to values"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			files := base(t)
			for path, f := range tt.files {
				files[path] = f
			}
			_, err := pack.Load(files)
			if err == nil || !strings.Contains(report(err), tt.want+"\n") {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func many(n, size int) map[string]*fstest.MapFile {
	files := map[string]*fstest.MapFile{}
	for i := range n {
		files[fmt.Sprintf("layers/base/files/f%d", i)] = &fstest.MapFile{Data: make([]byte, size)}
	}
	return files
}

// What is copied is no text of the engine's: it keeps its bytes.
func TestLoad_BinaryFiles(t *testing.T) {
	files := base(t)
	files["layers/base/files/run.bat"] = &fstest.MapFile{Data: []byte("echo\r\n\x00\xff")}
	if _, err := pack.Load(files); err != nil {
		t.Error(report(err))
	}
}

func TestLoad_LimitsProblems(t *testing.T) {
	files := base(t)
	for i := range 80 {
		files[fmt.Sprintf("layers/stray%02d/files/x", i)] = &fstest.MapFile{}
	}
	_, err := pack.Load(files)
	all := fault.All(err)
	if len(all) != 51 || all[50].Message != "30 more problems" {
		t.Errorf("got %d problems: %s", len(all), report(err))
	}
}

func TestLoad_ReadError(t *testing.T) {
	_, err := pack.Load(os.DirFS(filepath.Join(t.TempDir(), "missing")))
	if fault.ExitCode(err) != fault.ExitFailed || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestCheck_BuiltInPack(t *testing.T) {
	if err := loadAndCheck(templates.FS); err != nil {
		t.Error(report(err))
	}
}

// A service that was made with the built-in pack can be rendered again from
// its folder.
func TestLoad_BuiltInPackInFolder(t *testing.T) {
	embedded, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(report(err))
	}
	folder, err := pack.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(report(err))
	}
	if embedded.Digest != folder.Digest {
		t.Errorf("embedded it is %s, in its folder %s", embedded.Digest, folder.Digest)
	}
}

func FuzzManifest(f *testing.F) {
	sound := base(f)
	f.Add(sound["pack.yaml"].Data)
	entries, err := os.ReadDir(badFolder)
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		for _, file := range archive(f, e.Name()).Files {
			if file.Name == "pack.yaml" {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, manifest []byte) {
		files := files(sound, archive(t, "base.txtar"))
		files["pack.yaml"] = &fstest.MapFile{Data: manifest}
		for _, problem := range fault.All(loadAndCheck(files)) {
			if problem.Code != "bad_pack" || problem.Exit != fault.ExitUsage || strings.ContainsFunc(problem.Message+problem.Hint, unicode.IsControl) {
				t.Errorf("%#v", problem)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := pack.Load(templates.FS); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		if err := loadAndCheck(templates.FS); err != nil {
			b.Fatal(err)
		}
	}
}

// memory holds a folder's files in memory, as an embedded pack is.
func memory(b *testing.B, folder string) fs.FS {
	files := fstest.MapFS{}
	root := os.DirFS(folder)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return files
}
