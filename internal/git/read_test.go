package git_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/tree"
)

func TestUncommitted(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		dir := t.TempDir()
		mustGit(t, dir, "init", "--quiet", "--object-format="+format)
		r, err := git.Open(dir, environ())
		if err != nil {
			t.Fatal(err)
		}
		check := func(t *testing.T, within, path, data string, want bool) {
			t.Helper()
			got, err := r.Uncommitted(t.Context(), within, tree.Tree{path: {Data: []byte(data)}})
			if err != nil || slices.Contains(got, path) != want {
				t.Errorf("%s %q: got %q, %v", path, data, got, err)
			}
		}
		check(t, "", "a.txt", "a\n", true) // there is no commit yet
		write(t, filepath.Join(dir, "a.txt"), "a\n")
		write(t, filepath.Join(dir, "svc", "Read Me[1].md"), "text\n")
		mustGit(t, dir, "add", ".")
		mustGit(t, dir, "commit", "--quiet", "--message=base")
		cases := map[string]struct {
			within, path, data string
			want               bool
		}{
			"unchanged":                 {"", "a.txt", "a\n", false},
			"edited":                    {"", "a.txt", "b\n", true},
			"other line endings":        {"", "a.txt", "a\r\n", false},
			"not in the commit":         {"", "b.txt", "a\n", true},
			"in a folder":               {"svc", "Read Me[1].md", "text\n", false},
			"edited in a folder":        {"svc", "Read Me[1].md", "a\n", true},
			"in another case":           {"svc", "read me[1].md", "text\n", false},
			"only in the parent folder": {"svc", "a.txt", "a\n", true},
		}
		for name, c := range cases {
			t.Run(format+" "+name, func(t *testing.T) { check(t, c.within, c.path, c.data, c.want) })
		}
	}
}

func TestFile(t *testing.T) {
	dir := unmergedRepository(t)
	r, err := git.Open(dir, environ())
	if err != nil {
		t.Fatal(err)
	}
	data, err := r.File(t.Context(), "HEAD", "svc/a.txt", 100)
	if err != nil || string(data) != "ours\n" {
		t.Errorf("got %q, %v", data, err)
	}
	if _, err := r.File(t.Context(), "HEAD", "svc/none.txt", 100); !errors.Is(err, git.ErrNoFile) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := r.File(t.Context(), "HEAD", "svc/a.txt", 2); err == nil || !strings.Contains(err.Error(), "larger than 2 bytes") {
		t.Errorf("a file that is too large: %v", err)
	}
}

func TestUnmerged(t *testing.T) {
	r, err := git.Open(unmergedRepository(t), environ())
	if err != nil {
		t.Fatal(err)
	}
	for within, name := range map[string]string{"": "svc/a.txt", "svc": "a.txt"} {
		files, err := r.Unmerged(t.Context(), within)
		if err != nil || len(files) != 1 || string(files[name][0]) != "one\n" || string(files[name][1]) != "ours\n" || string(files[name][2]) != "theirs\n" {
			t.Errorf("within %q: %q, %v", within, files, err)
		}
	}
	if files, err := r.Unmerged(t.Context(), "other"); err != nil || len(files) != 0 {
		t.Errorf("in another folder: %q, %v", files, err)
	}
}

func TestTracked(t *testing.T) {
	dir := t.TempDir()
	mustGit(t, dir, "init", "--quiet")
	for _, name := range []string{".newsvc-journal/lock", ".newsvc-other", "svc/.Newsvc-Unfinished/change.json", "svc/deep/.newsvc-journal/lock"} {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), "x")
	}
	mustGit(t, dir, "add", ".")
	write(t, filepath.Join(dir, "new", ".newsvc-journal", "lock"), "x")
	r, err := git.Open(dir, environ())
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		within, name string
		want         bool
	}{
		"tracked":                           {"", ".newsvc-journal", true},
		"tracked in another case":           {"svc", ".newsvc-unfinished", true},
		"tracked in a folder":               {"svc/deep", ".newsvc-journal", true},
		"tracked only in a subfolder":       {"svc", ".newsvc-journal", false},
		"tracked only in the parent folder": {"new", ".newsvc-other", false},
		"untracked":                         {"new", ".newsvc-journal", false},
		"a prefix of a tracked name":        {"", ".newsvc-oth", false},
	}
	for name, c := range cases {
		if got, err := r.Tracked(t.Context(), c.within, c.name); got != c.want || err != nil {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}
