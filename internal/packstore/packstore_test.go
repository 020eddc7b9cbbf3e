package packstore

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/spec"
)

const miniPack = "../../testdata/script/pack"

func store(t *testing.T) Store {
	t.Helper()
	dir := t.TempDir()
	return Store{Folder: filepath.Join(dir, "packs"), Disk: disk.Machine{Claims: []string{filepath.Join(dir, "claims")}}}
}

func TestStore_FindsACachedPack(t *testing.T) {
	s := store(t)
	p, err := Load(miniPack)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(t.Context(), Ref(p), ""); code(err) != "pack_missing" {
		t.Errorf("before it is cached: %v", err)
	}
	for range 2 { // the second time, it is there
		if err := s.Cache(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	found, err := s.Find(t.Context(), Ref(p), "")
	if err != nil {
		t.Fatal(err)
	}
	if Ref(found) != Ref(p) {
		t.Errorf("found %v, want %v", Ref(found), Ref(p))
	}
}

// The cache and the folder of claims are in one that doesn't exist yet.
func TestStore_CachesWithoutACacheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := Store{Folder: filepath.Join(dir, "packs"), Disk: disk.Machine{Claims: []string{filepath.Join(dir, "claims")}}}
	p, err := Load(miniPack)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Cache(t.Context(), p); err != nil {
		t.Error(err)
	}
}

func TestStore_FindRefusesAnotherPack(t *testing.T) {
	ref := spec.PackRef{Name: "mini", Digest: "sha256:" + strings.Repeat("0", 64)}
	if _, err := store(t).Find(t.Context(), ref, miniPack); code(err) != "other_pack" {
		t.Errorf("got %v", err)
	}
}

func TestStore_WithoutACacheTheBuiltInPackIsFound(t *testing.T) {
	p, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	s := Store{}
	if err := s.Cache(t.Context(), p); err != nil {
		t.Error(err)
	}
	if found, err := s.Find(t.Context(), Ref(p), ""); err != nil || found.Digest != p.Digest {
		t.Errorf("got %v", err)
	}
}

func TestLoad_NoPack(t *testing.T) {
	for name, dir := range map[string]string{"no folder": filepath.Join(t.TempDir(), "missing"), "no pack.yaml": t.TempDir()} {
		if _, err := Load(dir); code(err) != "no_pack" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFolderName(t *testing.T) {
	hex := strings.Repeat("0a", 32)
	for digest, want := range map[string]string{
		"sha256:" + hex:                        "sha256-" + hex,
		"sha256:" + strings.ToUpper(hex):       "",
		"sha256:" + hex[:62] + "..":            "",
		"sha512:" + hex:                        "",
		"sha256:../" + strings.Repeat("a", 61): "",
		"":                                     "",
	} {
		if got, ok := folderName(digest); got != want || ok != (want != "") {
			t.Errorf("%q: got %q", digest, got)
		}
	}
}

// code returns the code of the first failure in err.
func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.All(err)[0].Code
}
