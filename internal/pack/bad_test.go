package pack_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
)

var update = flag.Bool("update", false, "write the expected errors anew")

const badFolder = "../../testdata/packs/bad"

// files adds the files of an archive to those of fsys.
func files(fsys fstest.MapFS, a *txtar.Archive) fstest.MapFS {
	all := fstest.MapFS{}
	for name, f := range fsys {
		all[name] = f
	}
	for _, f := range a.Files {
		if f.Name != "DROP" {
			all[f.Name] = &fstest.MapFile{Data: f.Data}
			continue
		}
		for _, name := range strings.Fields(string(f.Data)) {
			delete(all, name)
		}
	}
	return all
}

func archive(t testing.TB, name string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join(badFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func base(t testing.TB) fstest.MapFS {
	t.Helper()
	return files(nil, archive(t, "base.txtar"))
}

// loadAndCheck does everything that newsvc does with an untrusted pack.
func loadAndCheck(fsys fs.FS) error {
	p, err := pack.Load(fsys)
	if err != nil {
		return err
	}
	_, measured := benchmarks.Of(p)
	return errors.Join(p.Check(), measured)
}

// report writes an error as it is read on a screen.
func report(err error) string {
	var text strings.Builder
	for _, f := range fault.All(err) {
		text.WriteString(f.Error() + "\n")
		if f.Hint != "" {
			text.WriteString("hint: " + f.Hint + "\n")
		}
	}
	return text.String()
}

func TestCheck_ValidPack(t *testing.T) {
	if err := loadAndCheck(base(t)); err != nil {
		t.Fatal(report(err))
	}
}

func TestCheck_InvalidPacks(t *testing.T) {
	entries, err := os.ReadDir(badFolder)
	if err != nil {
		t.Fatal(err)
	}
	sound := base(t)
	for _, e := range entries {
		if e.Name() == "base.txtar" {
			continue
		}
		t.Run(strings.TrimSuffix(e.Name(), ".txtar"), func(t *testing.T) {
			a := archive(t, e.Name())
			err := loadAndCheck(files(sound, a))
			if err == nil {
				t.Fatal("it isn't refused")
			}
			for _, f := range fault.All(err) {
				if f.Code != "bad_pack" || f.Exit != fault.ExitUsage {
					t.Errorf("%v has code %s and exit code %d", f, f.Code, f.Exit)
				}
			}
			got := report(err)
			if *update {
				a.Comment = []byte(got)
				if err := os.WriteFile(filepath.Join(badFolder, e.Name()), txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(a.Comment), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoad_MissingManifest(t *testing.T) {
	sound := base(t)
	delete(sound, "pack.yaml")
	_, err := pack.Load(sound)
	var f *fault.Error
	if !errors.As(err, &f) || f.Message != "there is no pack.yaml, so it is no pack" {
		t.Errorf("got %v", err)
	}
}
