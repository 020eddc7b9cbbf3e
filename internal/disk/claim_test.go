package disk

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestApply_NoCache(t *testing.T) {
	dir := writeOldTree(t)
	before := snapshot(t, dir)
	for name, claims := range map[string][]string{
		"there is none":             nil,
		"its path is relative":      {"claims"},
		"a file is in its place":    {filepath.Join(dir, "changed.txt", "claims")},
		"the folder can't be owned": {filepath.Join(string(filepath.Separator), "proc", "claims")},
	} {
		err := Machine{Claims: claims}.Apply(t.Context(), dir, changes())
		if code(err) != "no_cache" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
	if err := (Machine{Claims: []string{"/proc/x", filepath.Join(t.TempDir(), "claims")}}).Apply(t.Context(), dir, changes()); err != nil {
		t.Errorf("with a second choice: %v", err)
	}
}

func TestClaimFolder_WritableByOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	claims := t.TempDir()
	m := Machine{Claims: []string{claims}}
	dir := writeOldTree(t)
	j, err := m.newJournal(dir)
	if err != nil {
		t.Fatal(err)
	}
	j.leave()
	if err := os.Chmod(claims, 0o777); err != nil {
		t.Fatal(err)
	}
	untouched(t, Machine{Claims: []string{claims}}, dir)
}

func TestStages_Foreign(t *testing.T) {
	parent := t.TempDir()
	put(t, parent, map[string]string{".shop.newsvc-1/lock": "", ".shop.newsvc-1/new/a": "a", ".shop.newsvc-2/lock": "", ".shop.newsvc-3/owner": "x"})
	before := snapshot(t, parent)
	if _, err := machine.Recover(t.Context(), filepath.Join(parent, "shop")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, snapshot(t, parent)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

func TestTemporary(t *testing.T) {
	temp := t.TempDir()
	for _, variable := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(variable, temp)
	}
	put(t, temp, map[string]string{"newsvc-copy-1/lock": "", "newsvc-copy-1/new/theirs": ""})
	live, err := machine.NewTemporary(t.Context(), "newsvc-copy-")
	if err != nil {
		t.Fatal(err)
	}
	dead, err := machine.NewTemporary(t.Context(), "newsvc-copy-")
	if err != nil {
		t.Fatal(err)
	}
	put(t, dead.Path, map[string]string{"a/b": "left"})
	dead.stage.lock.file.Close() // as the end of its process does
	next, err := machine.NewTemporary(t.Context(), "newsvc-copy-")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{live.Path: true, dead.Path: false, filepath.Dir(dead.Path): false, next.Path: true, filepath.Join(temp, "newsvc-copy-1", "new", "theirs"): true} {
		if exists(path) != want {
			t.Errorf("%s is there: %v, want %v", path, !want, want)
		}
	}
	live.Remove()
	next.Remove()
	alone(t, temp, "newsvc-copy-1")
}

func TestClaims_Expire(t *testing.T) {
	m := Machine{Claims: []string{t.TempDir()}}
	old, err := m.claim(changeClaim, filepath.Join(t.TempDir(), "gone"), false)
	if err != nil {
		t.Fatal(err)
	}
	young, err := m.claim(changeClaim, filepath.Join(t.TempDir(), "gone"), false)
	if err != nil {
		t.Fatal(err)
	}
	there, err := m.claim(changeClaim, t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*claim{old, there} {
		if err := os.Chtimes(c.file, time.Time{}, time.Now().Add(-2*claimAge)); err != nil {
			t.Fatal(err)
		}
	}
	m.deleteOrphans(t.TempDir())
	if exists(old.file) || !exists(young.file) || !exists(there.file) {
		t.Errorf("left: the old one %v, the young one %v, the one whose folder is there %v", exists(old.file), exists(young.file), exists(there.file))
	}
}
