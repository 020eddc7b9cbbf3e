package packstore

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/templates"
)

// changed returns a pack with another version and with edit applied to each file.
func changed(t *testing.T, p *pack.Pack, version string, edit func(path string, data []byte) []byte) *pack.Pack {
	t.Helper()
	files, err := readFiles(p.FS)
	if err != nil {
		t.Fatal(err)
	}
	next := map[string][]byte{}
	for path, f := range files {
		data := f.Data
		if path == "pack.yaml" {
			data = bytes.Replace(data, []byte("\nversion: "+p.Manifest.Version+"\n"), []byte("\nversion: "+version+"\n"), 1)
		}
		if data = edit(path, data); data != nil {
			next[path] = data
		}
	}
	loaded, err := pack.Load(pack.FilesFS(next))
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Manifest.Version != version {
		t.Fatalf("the version is %s", loaded.Manifest.Version)
	}
	return loaded
}

func builtIn(t *testing.T) *pack.Pack {
	t.Helper()
	p, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// archived returns an archive with some packs, as it is after writing and reading it.
func archived(t *testing.T, packs ...*pack.Pack) Archive {
	t.Helper()
	a := EmptyArchive()
	for _, p := range packs {
		var err error
		if a, err = a.Add(p, ""); err != nil {
			t.Fatal(err)
		}
	}
	return reread(t, a)
}

func reread(t *testing.T, a Archive) Archive {
	t.Helper()
	data, err := a.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if a, err = ReadArchive(string(data)); err != nil {
		t.Fatal(err)
	}
	return a
}

func same(_ string, data []byte) []byte { return data }

func TestArchive_ReturnsEachVersion(t *testing.T) {
	first := builtIn(t)
	second := changed(t, first, "9.1.0", func(path string, data []byte) []byte {
		if path == "layers/base/files/README.md.tmpl" {
			return append(bytes.Clone(data), "More.\n"...)
		}
		return data
	})
	third := changed(t, first, "9.2.0", same)
	a := archived(t, first, second, third)
	for _, want := range []*pack.Pack{first, second, third} {
		got, err := a.Load(want.Digest)
		if err != nil {
			t.Fatal(err)
		}
		if Ref(got) != Ref(want) {
			t.Errorf("got %v, want %v", Ref(got), Ref(want))
		}
	}
	if _, err := a.Load("sha256:" + strings.Repeat("0", 64)); err == nil {
		t.Error("a pack that was never released was loaded")
	}
}

func TestArchive_AddRefusesReleasedVersions(t *testing.T) {
	p := builtIn(t)
	a := archived(t, p)
	other := changed(t, p, p.Manifest.Version, func(path string, data []byte) []byte {
		if path == "layers/base/files/README.md.tmpl" {
			return append(bytes.Clone(data), "More.\n"...)
		}
		return data
	})
	for name, p := range map[string]*pack.Pack{"the same pack": p, "another pack of the same version": other} {
		if _, err := a.Add(p, ""); !errors.Is(err, ErrReleased) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestArchive_IsDeterministic(t *testing.T) {
	p := builtIn(t)
	next := changed(t, p, "9.0.0", same)
	first, err := archived(t, p, next).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	second, err := reread(t, archived(t, p)).Add(next, "")
	if err != nil {
		t.Fatal(err)
	}
	if data, err := second.Bytes(); err != nil || !bytes.Equal(data, first) {
		t.Errorf("the bytes differ: %v", err)
	}
}

// TestArchive_AnyFiles adds packs with random files: each is read back with its digest.
func TestArchive_AnyFiles(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 1))
	base := builtIn(t)
	for round := range 5 {
		var packs []*pack.Pack
		for version := range 6 {
			packs = append(packs, changed(t, base, fmt.Sprintf("9.%d.0", version), func(path string, data []byte) []byte {
				switch {
				case path == "pack.yaml" || random.IntN(8) > 0:
					return data
				case strings.HasSuffix(path, "LICENSE") || strings.HasPrefix(path, "layers/base/files/doc"):
					return nil
				}
				return bytes.Repeat(data, random.IntN(3))
			}))
		}
		a := archived(t, packs...)
		for i, p := range packs {
			got, err := a.Load(p.Digest)
			if err != nil || Ref(got) != Ref(p) {
				t.Fatalf("round %d, version %d: %v", round, i, err)
			}
		}
	}
}

func TestArchive_Runs(t *testing.T) {
	for _, numbers := range [][]int{{}, {0}, {3}, {0, 1, 2}, {1, 2, 5, 7, 8, 9}, {0, 9}} {
		c := content{path: "p", releases: numbers}
		a := Archive{Releases: make([]Release, 10), stream: compress([]content{c})}
		got, err := a.contents()
		if err != nil || fmt.Sprint(got[0].releases) != fmt.Sprint(numbers) {
			t.Errorf("%v: got %v, %v", numbers, got, err)
		}
	}
}

func TestArchive_RefusesDamage(t *testing.T) {
	p := builtIn(t)
	data, err := archived(t, p).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(13, 2))
	for range 20 {
		damaged := bytes.Clone(data)
		damaged[random.IntN(len(damaged))] ^= byte(1 + random.IntN(255))
		a, err := ReadArchive(string(damaged))
		if err != nil {
			continue
		}
		if got, err := a.Load(p.Digest); err == nil && got.Digest != p.Digest {
			t.Error("a damaged pack was loaded")
		}
	}
	for _, data := range []string{"", "newsvc packs 2\n[]\n", archiveMagic, archiveMagic + "[]", archiveMagic + "{}\n", string(data[:len(data)/2])} {
		a, err := ReadArchive(data)
		if err == nil {
			_, err = a.Load(p.Digest)
		}
		if err == nil {
			t.Errorf("%.40q was read", data)
		}
	}
}

// TestArchive_CostOfAVersion checks the space that a version takes that changes
// a line in every file.
func TestArchive_CostOfAVersion(t *testing.T) {
	p := builtIn(t)
	before, err := archived(t, p).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	next := changed(t, p, "9.0.0", func(path string, data []byte) []byte {
		if !strings.HasSuffix(path, ".tmpl") {
			return data
		}
		half := len(data)/2 + bytes.IndexByte(data[len(data)/2:], '\n') + 1
		return bytes.Join([][]byte{data[:half], []byte("Another line of " + path + ".\n"), data[half:]}, nil)
	})
	after, err := archived(t, p, next).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the first version takes %d bytes, the second %d", len(before), len(after)-len(before))
	if cost := len(after) - len(before); cost > 60<<10 {
		t.Errorf("a version takes %d bytes", cost)
	}
}

func TestReleased(t *testing.T) {
	a, err := ReadArchive(templates.Released)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.contents(); err != nil {
		t.Fatal(err)
	}
	p := builtIn(t)
	for _, r := range a.Releases {
		if r.Version == p.Manifest.Version && r.Digest != p.Digest {
			t.Errorf("%s is released, and the pack differs from it: give it a new version in pack.yaml", r.Version)
		}
	}
}
