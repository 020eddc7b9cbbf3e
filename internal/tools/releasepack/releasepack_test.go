package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/templates"
)

// TestReleasedPacksRenderTheSame renders every released version with today's
// engine, and compares it with what the engine rendered when it was released.
func TestReleasedPacksRenderTheSame(t *testing.T) {
	archive, err := packstore.ReadArchive(templates.Released)
	if err != nil {
		t.Fatal(err)
	}
	checkRendered(t, archive)
}

// TestFirstGenerationRendersTheSame does that for the pack in testdata/generations,
// from which a test updates services.
func TestFirstGenerationRendersTheSame(t *testing.T) {
	archive, err := packstore.ReadArchive(read(t, filepath.Join("..", "..", "..", "testdata", "generations", "first.bin")))
	if err != nil || len(archive.Releases) != 1 {
		t.Fatal(archive.Releases, err)
	}
	checkRendered(t, archive)
}

func checkRendered(t *testing.T, archive packstore.Archive) {
	t.Helper()
	for _, r := range archive.Releases {
		p, err := archive.Load(r.Digest)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := rendered(t.Context(), p); err != nil || got != r.Rendered {
			t.Errorf("%s %s renders %s, and rendered %s when it was released: %v", r.Name, r.Version, got, r.Rendered, err)
		}
	}
}

// TestRelease releases two versions of the built-in pack.
func TestRelease(t *testing.T) {
	dir := t.TempDir()
	r := tool{folder: filepath.Join(dir, "pack"), file: filepath.Join(dir, "released.bin")}
	if err := os.CopyFS(r.folder, templates.FS); err != nil {
		t.Fatal(err)
	}
	if _, err := r.check(t.Context()); err == nil || !strings.Contains(err.Error(), "make release-pack") {
		t.Errorf("before the release: %v", err)
	}
	if _, err := r.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.check(t.Context()); err != nil {
		t.Error(err)
	}
	first := read(t, r.file)
	readme := filepath.Join(r.folder, "layers", "base", "files", "README.md.tmpl")
	write(t, readme, read(t, readme)+"More.\n")
	if _, err := r.release(t.Context()); !errors.Is(err, packstore.ErrReleased) {
		t.Errorf("a changed pack of the same version: %v", err)
	}
	if read(t, r.file) != first {
		t.Error("a refused release changed the archive")
	}
	manifest := filepath.Join(r.folder, "pack.yaml")
	write(t, manifest, strings.Replace(read(t, manifest), "\nversion: ", "\nversion: 9", 1))
	if _, err := r.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	archive, err := packstore.ReadArchive(read(t, r.file))
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.Releases) != 2 || archive.Releases[0].Rendered == archive.Releases[1].Rendered {
		t.Errorf("got %+v", archive.Releases)
	}
	checkRendered(t, archive)
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
