package packstore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/dirhash"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// cached returns a module in a module cache, with a pack in its folder go.
func cached(t *testing.T) Module {
	t.Helper()
	m := Module{Path: "example.com/packs", Version: "v1.2.0", Dir: filepath.Join(t.TempDir(), "packs@v1.2.0")}
	if err := os.CopyFS(filepath.Join(m.Dir, "go"), os.DirFS(miniPack)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module example.com/packs\n", "README.md": "Packs\n", "go/main_test.go": "package main\n"} {
		if err := os.WriteFile(filepath.Join(m.Dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	m.Sum = sumOf(t, m)
	return m
}

func sumOf(t *testing.T, m Module) string {
	t.Helper()
	sum, err := dirhash.HashDir(m.Dir, m.Path+"@"+m.Version, dirhash.Hash1)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// oneModule has one module.
type oneModule struct{ *Module }

func (m oneModule) Download(_ context.Context, path, version string) (Module, error) {
	if path != m.Path || version != m.Version && version != "latest" {
		return Module{}, fault.Failed("pack_download", "there is no %s@%s", path, version)
	}
	return *m.Module, nil
}

func (m oneModule) Published(context.Context, string) (Published, error) {
	data, err := os.ReadFile(filepath.Join(m.Dir, "go.mod"))
	return Published{Versions: []string{m.Version}, GoMod: data}, err
}

// storeWith returns a store whose only module is m.
func storeWith(t *testing.T, m *Module) Store {
	t.Helper()
	s := store(t)
	s.Modules = oneModule{m}
	return s
}

func TestStore_OpensAModule(t *testing.T) {
	m := cached(t)
	s := storeWith(t, &m)
	folder, err := Load(miniPack)
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{"example.com/packs//go", "example.com/packs//go@v1.2.0"} {
		p, err := s.Open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		want := spec.PackRef{Name: "mini", Version: "v1.2.0", Digest: folder.Digest, Module: "example.com/packs", Folder: "go", Sum: m.Sum}
		if Ref(p) != want {
			t.Errorf("got %+v, want %+v", Ref(p), want)
		}
		if s.NeedsCache(p) {
			t.Error("it would be cached")
		}
		if again, err := s.Version(t.Context(), Ref(p), "latest"); err != nil || Ref(again) != want {
			t.Errorf("the latest version is %+v, %v", again, err)
		}
		found, err := s.Find(t.Context(), Ref(p), "")
		if err != nil || Ref(found) != want {
			t.Errorf("found %+v, %v", found, err)
		}
	}
	if !s.NeedsCache(folder) {
		t.Error("the pack in a folder would not be cached")
	}
}

func TestStore_RefusesModules(t *testing.T) {
	const where = "example.com/packs//go@v1.2.0"
	write := func(t *testing.T, m *Module, name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(m.Dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		where, code string
		change      func(t *testing.T, m *Module)
	}{
		"a changed file of the pack": {where, "pack_sum", func(t *testing.T, m *Module) { write(t, m, "go/layers/one/files/one.txt", "other\n") }},
		"a changed file elsewhere":   {where, "pack_sum", func(t *testing.T, m *Module) { write(t, m, "README.md", "other\n") }},
		"one more file":              {where, "pack_sum", func(t *testing.T, m *Module) { write(t, m, "more.md", "more\n") }},
		"a link out of it": {where, "pack_module", func(t *testing.T, m *Module) {
			if err := os.Symlink(t.TempDir(), filepath.Join(m.Dir, "link")); err != nil {
				t.Skip(err)
			}
		}},
		"another module": {where, "pack_module", func(t *testing.T, m *Module) {
			write(t, m, "go.mod", "module example.com/elsewhere\n")
			m.Sum = sumOf(t, *m)
		}},
		"no folder":        {where, "pack_module", func(_ *testing.T, m *Module) { m.Dir += "-gone" }},
		"no pack in it":    {"example.com/packs", "no_pack", func(*testing.T, *Module) {}},
		"an unknown one":   {"example.com/other", "pack_download", func(*testing.T, *Module) {}},
		"a broken pack":    {where, "bad_pack", func(t *testing.T, m *Module) { write(t, m, "go/pack.yaml", "nmae: x\n"); m.Sum = sumOf(t, *m) }},
		"a huge file":      {where, "pack_module", func(t *testing.T, m *Module) { sparse(t, filepath.Join(m.Dir, "huge"), maxModuleFile+1) }},
		"many large files": {where, "pack_module", func(t *testing.T, m *Module) { large(t, m.Dir) }},
	} {
		t.Run(name, func(t *testing.T) {
			m := cached(t)
			c.change(t, &m)
			if _, err := storeWith(t, &m).Open(t.Context(), c.where); code(err) != c.code {
				t.Errorf("got %v", err)
			}
		})
	}
}

func sparse(t *testing.T, name string, size int64) {
	t.Helper()
	if err := os.WriteFile(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, size); err != nil {
		t.Skip(err)
	}
}

func large(t *testing.T, dir string) {
	t.Helper()
	for i := range maxModule/maxModuleFile + 1 {
		sparse(t, filepath.Join(dir, "large"+string(rune('a'+i))), maxModuleFile)
	}
}

func TestStore_FindComparesTheModule(t *testing.T) {
	m := cached(t)
	s := storeWith(t, &m)
	p, err := s.Open(t.Context(), "example.com/packs//go")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		code   string
		change func(*spec.PackRef)
	}{
		"another checksum":      {"pack_sum", func(r *spec.PackRef) { r.Sum = "h1:" + strings.Repeat("A", 43) + "=" }},
		"no checksum":           {"pack_sum", func(r *spec.PackRef) { r.Sum = "" }},
		"another digest":        {"other_pack", func(r *spec.PackRef) { r.Digest = "sha256:" + strings.Repeat("0", 64) }},
		"no digest":             {"other_pack", func(r *spec.PackRef) { r.Digest = "" }},
		"another folder":        {"no_pack", func(r *spec.PackRef) { r.Folder = "" }},
		"a version that is out": {"pack_download", func(r *spec.PackRef) { r.Version = "v1.3.0" }},
	} {
		t.Run(name, func(t *testing.T) {
			ref := Ref(p)
			c.change(&ref)
			if _, err := s.Find(t.Context(), ref, ""); code(err) != c.code {
				t.Errorf("got %v", err)
			}
		})
	}
	ref := Ref(p)
	ref.Sum = "h1:" + strings.Repeat("A", 43) + "="
	if _, err := s.Find(t.Context(), ref, "example.com/packs//go@v1.2.0"); code(err) != "pack_sum" {
		t.Errorf("another checksum of the module that is named: %v", err)
	}
	if _, err := (Store{}).Find(t.Context(), Ref(p), ""); code(err) != "pack_download" {
		t.Errorf("without a go command: %v", err)
	}
}

func TestStore_FindsReleasedVersions(t *testing.T) {
	old := changed(t, builtIn(t), "0.0.9", same)
	archive := archived(t, old)
	s := store(t)
	s.archive = &archive
	for name, find := range map[string]func() (*pack.Pack, error){
		"by its digest":  func() (*pack.Pack, error) { return s.Find(t.Context(), Ref(old), "") },
		"by its version": func() (*pack.Pack, error) { return s.Open(t.Context(), "newsvc@0.0.9") },
	} {
		if p, err := find(); err != nil || Ref(p) != Ref(old) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.NeedsCache(old) || s.OnlyCached(old) || !s.NeedsCache(builtIn(t)) {
		t.Error("a released pack needs no cache, and one that is only built in does")
	}
	mini, err := Load(miniPack)
	if err != nil {
		t.Fatal(err)
	}
	if !s.OnlyCached(mini) || !s.OnlyCached(builtIn(t)) {
		t.Error("no other newsvc contains the pack of a folder, or one that isn't released")
	}
	current := builtIn(t).Manifest.Version
	if versions, err := s.Versions(t.Context(), Ref(old)); err != nil || strings.Join(versions, " ") != "0.0.9 "+current {
		t.Errorf("the versions are %v, %v", versions, err)
	}
	if p, err := s.Open(t.Context(), "newsvc@latest"); err != nil || p.Manifest.Version != current {
		t.Errorf("the latest one: %v", err)
	}
	if versions, err := s.Versions(t.Context(), Ref(mini)); err != nil || len(versions) > 0 {
		t.Errorf("of a folder: %v, %v", versions, err)
	}
	if _, err := s.Version(t.Context(), Ref(mini), "1.0.0"); code(err) != "no_versions" {
		t.Errorf("of a folder: %v", err)
	}
	if _, err := s.Open(t.Context(), "newsvc@0.0.8"); code(err) != "no_version" || !strings.Contains(fault.All(err)[0].Hint, "0.0.9") {
		t.Errorf("got %v", err)
	}
}

func TestStore_FindSaysWhatToType(t *testing.T) {
	ref := Ref(builtIn(t))
	ref.Digest = "sha256:" + strings.Repeat("0", 64)
	_, err := store(t).Find(t.Context(), ref, "")
	if code(err) != "pack_missing" || !strings.Contains(fault.All(err)[0].Hint, "a newer newsvc") {
		t.Errorf("got %v", err)
	}
}

func TestStore_SuggestsTheFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("my.pack", 0o755); err != nil {
		t.Fatal(err)
	}
	m := Module{}
	_, err := storeWith(t, &m).Open(t.Context(), "my.pack")
	if code(err) != "pack_download" || fault.All(err)[0].Hint != "for the folder of this name, give ./my.pack" {
		t.Errorf("got %v", err)
	}
}

// TestFilesFS checks that a pack in memory has the digest of its folder.
func TestFilesFS(t *testing.T) {
	for name, load := range map[string]func() (*pack.Pack, error){
		"the built-in pack": func() (*pack.Pack, error) { return Load("") },
		"a small pack":      func() (*pack.Pack, error) { return Load(miniPack) },
	} {
		p, err := load()
		if err != nil {
			t.Fatal(err)
		}
		files, err := readFiles(p.FS)
		if err != nil {
			t.Fatal(err)
		}
		data := map[string][]byte{}
		for path, f := range files {
			data[path] = f.Data
		}
		again, err := pack.Load(pack.FilesFS(data))
		if err != nil || again.Digest != p.Digest {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := fs.Stat(pack.FilesFS(nil), "pack.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
