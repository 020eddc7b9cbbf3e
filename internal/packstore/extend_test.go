package packstore

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

const ownersPack = "../../testdata/packs/owners"

// manyModules finds modules by path@version.
type manyModules map[string]Module

func (m manyModules) Download(_ context.Context, path, version string) (Module, error) {
	if found, ok := m[path+"@"+version]; ok {
		return found, nil
	}
	return Module{}, fault.Failed("pack_download", "there is no %s@%s", path, version)
}

func (manyModules) Published(context.Context, string) (Published, error) { return Published{}, nil }

// add adds the first version of a module with the given files, and returns its checksum.
func (m manyModules) add(t *testing.T, path string, files map[string]string) string {
	t.Helper()
	const version = "v1.0.0"
	added := Module{Path: path, Version: version, Dir: filepath.Join(t.TempDir(), "module")}
	writeAll(t, added.Dir, files)
	added.Sum = sumOf(t, added)
	m[path+"@"+version] = added
	return added.Sum
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// extending returns a manifest.
func extending(name, extends string, more ...string) string {
	return "format: 1\nname: " + name + "\nversion: 1.0.0\ndescription: d\nextends: " + extends + "\n" + strings.Join(more, "\n") + "\n"
}

// small is a pack without a base.
var small = map[string]string{
	"pack.yaml":              "format: 1\nname: small\nversion: 1.0.0\ndescription: d\noptions: [{name: name, kind: text, format: name, prompt: p, help: h}]\nlayers: [{folder: base}]\n",
	"layers/base/files/file": "x\n",
}

func in(folder string, files map[string]string) map[string]string {
	all := map[string]string{}
	for name, text := range files {
		all[folder+"/"+name] = text
	}
	return all
}

func TestExtend_TheBuiltInPack(t *testing.T) {
	s := store(t)
	p, err := s.Open(t.Context(), ownersPack)
	if err != nil {
		t.Fatal(err)
	}
	framework := p.Manifest.Option("framework")
	if framework.Default != "gin" || framework.Pinned == "" || len(framework.Choices) != 1 {
		t.Errorf("got %+v", framework)
	}
	for _, l := range p.Manifest.Layers {
		if strings.HasSuffix(l.Folder, "/chi") || strings.HasSuffix(l.Folder, "/fiber") {
			t.Errorf("the layer %s is left", l.Folder)
		}
	}
	for _, r := range p.Manifest.Refusals {
		if len(r.When["framework"]) > 0 && r.When["framework"][0] != "gin" {
			t.Errorf("the refusal %v is left", r)
		}
	}
	// The built-in pack isn't released, so another newsvc may have another one.
	p.Origin.Module = "example.com/acme"
	if !s.NeedsCache(p) {
		t.Error("it isn't cached")
	}
	if !s.OnlyCached(p) {
		t.Error("its base is in this newsvc, and may be in no other")
	}
	archive := archived(t, builtIn(t))
	s.archive = &archive
	if s.NeedsCache(p) {
		t.Error("a pack from a module, whose base was released, is cached")
	}
	p.Origin.Module = ""
	if err := s.Cache(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	found, err := Store{Folder: s.Folder}.Find(t.Context(), Ref(p), "")
	if err != nil || found.Digest != p.Digest || found.Manifest.Option("framework").Pinned == "" {
		t.Errorf("from the cache: %v", err)
	}
}

// TestExtend_OwnersPackIsShort checks what a company has to write.
func TestExtend_OwnersPackIsShort(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(ownersPack, "pack.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(data), "\n"); lines > 15 {
		t.Errorf("it has %d lines, want at most 15", lines)
	}
	docs, err := os.ReadFile("../../docs/packs.md")
	if err != nil || !strings.Contains(string(docs), "/pack.yaml\n"+string(data)+"```\n") {
		t.Errorf("docs/packs.md shows another one: %v", err)
	}
	p, err := pack.Read(os.DirFS(ownersPack))
	if err != nil || len(p) != 2 {
		t.Errorf("it has %d files, want 2: %v", len(p), err)
	}
}

func TestExtend_FindsBases(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, in("base", small))
	writeAll(t, dir, map[string]string{"own/pack.yaml": extending("own", "../base"), "twice/pack.yaml": extending("twice", "../own")})
	modules := manyModules{}
	sum := modules.add(t, "example.com/base", in("go", small))
	modules.add(t, "example.com/acme", map[string]string{
		"far/pack.yaml":  extending("far", "example.com/base//go@v1.0.0", "sum: "+sum),
		"near/pack.yaml": extending("near", "../far"),
		"pack.yaml":      extending("root", "./near"),
	})
	s := store(t)
	s.Modules = modules
	for where, bases := range map[string]string{
		filepath.Join(dir, "own"):      "small",
		filepath.Join(dir, "twice"):    "own small",
		"example.com/acme//far@v1.0.0": "small", "example.com/acme//near@v1.0.0": "far small", "example.com/acme@v1.0.0": "near far small",
	} {
		p, err := s.Open(t.Context(), where)
		if err != nil {
			t.Errorf("%s: %v", where, err)
			continue
		}
		var names []string
		for _, b := range p.Manifest.Bases {
			names = append(names, b.Name)
		}
		if got := strings.Join(names, " "); got != bases {
			t.Errorf("%s extends %s, want %s", where, got, bases)
		}
		if p.Origin.Module == "" {
			continue
		}
		if found, err := s.Find(t.Context(), Ref(p), ""); err != nil || found.Digest != p.Digest {
			t.Errorf("%s isn't found again: %v", where, err)
		}
		if s.NeedsCache(p) {
			t.Errorf("%s is cached", where)
		}
	}
}

func TestExtend_RefusesBases(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, in("base", small))
	writeAll(t, dir, in("broken", map[string]string{"pack.yaml": "nmae: x\n"}))
	writeAll(t, dir, map[string]string{"self/pack.yaml": extending("self", "."), "a/pack.yaml": extending("a", "../b"), "b/pack.yaml": extending("b", "../a")})
	for i := range extend.MaxBases + 1 {
		n := string(rune('1' + i))
		writeAll(t, dir, map[string]string{"chain" + n + "/pack.yaml": extending("chain"+n, "../chain"+string(rune('2'+i)))})
	}
	writeAll(t, dir, in("chain"+string(rune('2'+extend.MaxBases)), small))
	modules := manyModules{}
	sum := modules.add(t, "example.com/base", small)
	lies := map[string]string{"go.mod": "module example.com/other\n"}
	for name, text := range small {
		lies[name] = text
	}
	liar := modules.add(t, "example.com/lies", lies)
	modules.add(t, "example.com/acme", map[string]string{
		"out/pack.yaml": extending("out", "../../base"), "self/pack.yaml": extending("self", "../self"),
		"machine/pack.yaml": extending("machine", "..//etc"), // no path of the machine
	})
	other := "h1:" + strings.Repeat("A", 43) + "="
	for name, c := range map[string]struct{ where, manifest, code, want string }{
		"no pack":                     {"", extending("x", "../nowhere"), "no_pack", "extends ../nowhere: there is no pack in"},
		"a broken one":                {"", extending("x", "../broken"), "bad_pack", "extends ../broken: pack.yaml:1: the manifest has no key \"nmae\""},
		"itself":                      {"self", "", "pack_chain", "a pack extends itself: "},
		"a cycle":                     {"a", "", "pack_chain", filepath.Join(dir, "a") + " extends " + filepath.Join(dir, "b") + " extends " + filepath.Join(dir, "a")},
		"a long chain":                {"chain1", "", "pack_chain", "more than 4 packs extend each other: "},
		"an absolute path":            {"", extending("x", "/etc"), "bad_pack", "pack.yaml:5: extends: \"/etc\" is neither"},
		"backslashes":                 {"", extending("x", `'..\base'`), "bad_pack", "is not a relative path, with slashes"},
		"a list":                      {"", extending("x", "[a]"), "bad_pack", "pack.yaml:5: extends must be text"},
		"no version":                  {"", extending("x", "newsvc"), "bad_pack", "pack.yaml:5: extends: \"newsvc\" needs an exact version"},
		"a version that moves":        {"", extending("x", "newsvc@latest"), "bad_pack", "needs an exact version"},
		"a version with a v":          {"", extending("x", "newsvc@v0.1.0"), "bad_pack", "needs an exact version"},
		"an unknown version":          {"", extending("x", "newsvc@99.0.0"), "no_version", "extends newsvc@99.0.0: this newsvc has no version 99.0.0"},
		"a module without a version":  {"", extending("x", "example.com/base"), "bad_pack", "needs an exact version"},
		"a query of a module":         {"", extending("x", "example.com/base@v1"), "bad_pack", "needs an exact version"},
		"another major version":       {"", extending("x", "example.com/base@v2.0.0"), "bad_pack", "is not a version of its module"},
		"a folder out of a module":    {"", extending("x", "example.com/base//../x@v1.0.0"), "bad_pack", "names no folder of its module"},
		"a module without a checksum": {"", extending("x", "example.com/base@v1.0.0"), "pack_sum", "pack.yaml records no checksum"},
		"another checksum":            {"", extending("x", "example.com/base@v1.0.0", "sum: "+other), "pack_sum", "isn't the one that pack.yaml records: its checksum is " + sum},
		"another module":              {"", extending("x", "example.com/lies@v1.0.0", "sum: "+liar), "pack_module", "says in its go.mod that it is example.com/other"},
		"a folder without a pack":     {"", extending("x", "example.com/base//go@v1.0.0", "sum: "+sum), "no_pack", "there is no pack in"},
		"a checksum of a folder":      {"", extending("x", "../base", "sum: "+sum), "bad_pack", "pack.yaml:6: sum is the checksum of a module"},
		"out of its module":           {"example.com/acme//out@v1.0.0", "", "bad_pack", "extends ../../base: the folder is outside of the module example.com/acme"},
		"itself, in a module":         {"example.com/acme//self@v1.0.0", "", "pack_chain", "example.com/acme//self@v1.0.0 extends example.com/acme//self@v1.0.0"},
		"a folder of the machine":     {"example.com/acme//machine@v1.0.0", "", "no_pack", "there is no pack in example.com/acme//etc@v1.0.0"},
	} {
		t.Run(name, func(t *testing.T) {
			s := store(t)
			s.Modules = modules
			where := c.where
			if c.manifest != "" {
				writeAll(t, dir, map[string]string{"tried/pack.yaml": c.manifest})
				where = "tried"
			}
			if !strings.Contains(where, "@") {
				where = filepath.Join(dir, where)
			}
			_, err := s.Open(t.Context(), where)
			if code(err) != c.code || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %s: %v; want %s: %s", code(err), err, c.code, c.want)
			}
		})
	}
}

// TestExtend_ComesWithItsBase checks that no pack can bring along its own base.
func TestExtend_ComesWithItsBase(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, in("extends", small))
	writeAll(t, dir, map[string]string{"pack.yaml": extending("x", "newsvc@0.1.0")})
	if _, err := Load(dir); code(err) != "bad_pack" || !strings.Contains(err.Error(), "the folder extends is for the pack that this one extends") {
		t.Errorf("got %v", err)
	}
}

// TestExtend_FindComparesTheBase checks that a service doesn't accept another base.
func TestExtend_FindComparesTheBase(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, in("base", small))
	writeAll(t, dir, map[string]string{"own/pack.yaml": extending("own", "../base")})
	s := store(t)
	p, err := s.Open(t.Context(), filepath.Join(dir, "own"))
	if err != nil {
		t.Fatal(err)
	}
	ref := Ref(p)
	writeAll(t, dir, map[string]string{"base/layers/base/files/file": "other\n"})
	if _, err := s.Find(t.Context(), ref, filepath.Join(dir, "own")); code(err) != "other_pack" {
		t.Errorf("got %v", err)
	}
	if _, err := s.Find(t.Context(), spec.PackRef{Name: "own", Digest: ref.Digest}, ""); code(err) != "pack_missing" {
		t.Errorf("got %v", err)
	}
}
