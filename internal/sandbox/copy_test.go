package sandbox

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/system"
)

func TestMaker_CopyFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	root := t.TempDir()
	for _, folder := range []string{"a/b/c", ".git", ".hg", ".newsvc-x", "node_modules"} {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"a/b/file", ".git/config", ".hg/hgrc", ".newsvc-x/y", "node_modules/z"} {
		if err := os.WriteFile(filepath.Join(root, file), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{
		"a/inside": "b/file", "a/b/up": "../b/file", "shallow": "a/b",
		"go.mod": "../go.mod", "absolute": root, "a/out": "../../x", "tricky": "shallow/../../x", "a/b/c/.git": "../file",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Maker{Env: system.Current()}.copyFiles(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Remove()
	var got []string
	err = filepath.WalkDir(c.Dir, func(name string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			within, _ := filepath.Rel(c.Dir, name)
			got = append(got, filepath.ToSlash(within))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"a/b/file", "a/b/up", "a/inside", "shallow"}, got); diff != "" {
		t.Error(diff)
	}
}
