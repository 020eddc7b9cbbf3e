package packdev

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/tree"
)

func TestReadGolden(t *testing.T) {
	sparse := func(t *testing.T, name string, size int64) {
		t.Helper()
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := f.Truncate(size); err != nil {
			t.Fatal(err)
		}
	}
	cases := map[string]struct {
		make func(t *testing.T, dir string)
		want string // in the error; empty: none
	}{
		"files":       {func(*testing.T, string) {}, ""},
		"a huge file": {func(t *testing.T, dir string) { sparse(t, filepath.Join(dir, "huge"), maxGoldenBytes+1) }, "more than 64 MiB"},
		"large files": {func(t *testing.T, dir string) {
			sparse(t, filepath.Join(dir, "one"), maxGoldenBytes-100)
			sparse(t, filepath.Join(dir, "two"), 200)
		}, "more than 64 MiB"},
		"a link within": {func(t *testing.T, dir string) {
			if err := os.Symlink("a.txt", filepath.Join(dir, "link")); err != nil {
				t.Skip(err)
			}
		}, "link is a link or another special file"},
		"a linked folder": {func(t *testing.T, dir string) {
			if err := os.Symlink(t.TempDir(), filepath.Join(dir, "folder")); err != nil {
				t.Skip(err)
			}
		}, "folder is a link or another special file"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("a\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			c.make(t, dir)
			files, err := readGolden(t.Context(), dir, tree.Tree{})
			switch {
			case c.want == "" && (err != nil || string(files["a.txt"].Data) != "a\n"):
				t.Errorf("got %v, %v", files, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if files, err := readGolden(t.Context(), filepath.Join(t.TempDir(), "none"), nil); files != nil || err != nil {
		t.Errorf("without a tree: got %v, %v", files, err)
	}
}
