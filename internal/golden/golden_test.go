// Package golden tests the built-in pack with its cases in testdata/golden, as newsvc pack
// test does. The diff of the golden trees shows what a change to the engine or to the pack
// does to the users' services.
package golden

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

const (
	pack   = "../../templates"
	folder = "../../testdata/golden"
)

func TestGolden(t *testing.T) {
	host := service.NewHost(system.Current(), func(text plain.Text) { t.Log(text) })
	tested, err := packdev.Test(t.Context(), host, packdev.TestOptions{Dir: pack, Cases: folder})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range tested.Cases {
		if c.Err != nil {
			t.Errorf("%s: %v", c.Name, c.Err)
		}
		for _, change := range c.Changes {
			t.Errorf("%s differs; `make golden` accepts the new version:\n%s", c.Name, change.Patch)
		}
		if c.Missing {
			t.Errorf("%s has no golden tree; `make golden` generates it", c.Name)
		}
	}
	for _, name := range tested.Stray {
		t.Errorf("testdata/golden/%s has no answers; delete it", name)
	}
}

// TestEveryChoice finds choices that no case or every case has.
func TestEveryChoice(t *testing.T) {
	p, err := packstore.Load(pack)
	if err != nil {
		t.Fatal(err)
	}
	cases, _, err := packdev.Cases(t.Context(), folder, p.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	never, always := packdev.Untested(p, cases)
	if len(never)+len(always) > 0 {
		t.Errorf("no case has %v, and every case has %v; want some, but not all", never, always)
	}
}

// On Windows, git checks out files with CRLF unless the repository says otherwise.
// Every file would then differ from the generated one, so nothing would merge, and
// a migration would have another checksum than when it was first applied.
func TestLineEndings(t *testing.T) {
	generated, repository, checkedOut := filepath.Join(folder, "hello-chi-sqlite"), t.TempDir(), t.TempDir()
	if err := os.CopyFS(repository, os.DirFS(generated)); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"checkout-index", "-a", "--prefix=" + checkedOut + "/"}} {
		git := exec.CommandContext(t.Context(), "git", append([]string{"-c", "core.autocrlf=true", "-c", "core.safecrlf=false"}, args...)...) //nolint:gosec // The arguments are the ones above.
		git.Dir = repository
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
	want, got := read(t, generated), read(t, checkedOut)
	if len(got) != len(want) {
		t.Errorf("git checks out %d of %d files", len(got), len(want))
	}
	for path := range want {
		if !bytes.Equal(got[path], want[path]) {
			t.Errorf("%s: git checks out something else than newsvc generated", path)
		}
	}
}

func read(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	fsys := os.DirFS(dir)
	err := fs.WalkDir(fsys, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
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
