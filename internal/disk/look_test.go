package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/tree"
)

// makeAt makes files in a folder, and folders for names that end in a slash.
func makeAt(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		target := filepath.Join(dir, filepath.FromSlash(name))
		parent := filepath.Dir(target)
		if strings.HasSuffix(name, "/") {
			parent = target
		}
		if err := os.MkdirAll(parent, 0o700); err != nil {
			t.Fatal(err)
		}
		if parent == target {
			continue
		}
		if err := os.WriteFile(target, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLook_State(t *testing.T) {
	cases := map[string]struct {
		files []string
		want  State
	}{
		"nothing":                                 {nil, Missing},
		"a missing folder in a missing one":       {[]string{"other/"}, Missing},
		"an empty folder":                         {[]string{"dir/"}, Empty},
		"a new repository":                        {[]string{"dir/.git/HEAD"}, Clone},
		"a fresh clone":                           {[]string{"dir/.git/HEAD", "dir/README.md", "dir/LICENSE", "dir/.gitignore", "dir/.gitattributes"}, Clone},
		"a fresh clone with other spellings":      {[]string{"dir/Readme.rst", "dir/license.txt"}, Clone},
		"a clone with one file more":              {[]string{"dir/.git/HEAD", "dir/main.go"}, Full},
		"a folder by the name of a clone's":       {[]string{"dir/README/x"}, Full},
		"a folder with another folder in it":      {[]string{"dir/src/"}, Full},
		"an empty one with an interrupted change": {[]string{"dir/" + journalName + "/lock"}, Empty},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			makeAt(t, parent, c.files...)
			got, err := Look(filepath.Join(parent, "dir"))
			if err != nil {
				t.Fatal(err)
			}
			if got.State != c.want {
				t.Errorf("state %s, want %s", got.State, c.want)
			}
			if got.Pending != strings.Contains(name, "interrupted") {
				t.Errorf("pending %t", got.Pending)
			}
		})
	}
}

func TestLook_Surroundings(t *testing.T) {
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	makeAt(t, base, "repo/.git/HEAD", "repo/go.work", "repo/services/a/.newsvc.yaml", "repo/services/a/cmd/", "repo/services/half/"+journalName+"/lock")
	if err := os.Symlink(filepath.Join(base, "repo", "services"), filepath.Join(base, "link")); err != nil {
		t.Skip(err)
	}
	repo, service := filepath.Join(base, "repo"), filepath.Join(base, "repo", "services", "a")
	cases := map[string]struct{ dir, git, work, service string }{
		"outside":               {"elsewhere", "", "", ""},
		"the repository itself": {"repo", repo, filepath.Join(repo, "go.work"), ""},
		"a new folder in it":    {"repo/services/b/c", repo, filepath.Join(repo, "go.work"), ""},
		"a service":             {"repo/services/a", repo, filepath.Join(repo, "go.work"), service},
		"a folder of a service": {"repo/services/a/cmd", repo, filepath.Join(repo, "go.work"), service},
		"an interrupted change": {"repo/services/half", repo, filepath.Join(repo, "go.work"), filepath.Join(repo, "services", "half")},
		"through a link":        {"link/a/cmd", repo, filepath.Join(repo, "go.work"), service},
		"a new one in a link":   {"link/b", repo, filepath.Join(repo, "go.work"), ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Look(filepath.Join(base, filepath.FromSlash(c.dir)))
			if err != nil {
				t.Fatal(err)
			}
			if got.Git != c.git || got.GoWork != c.work || got.Service != c.service {
				t.Errorf("got git %q, go.work %q, service %q; want %q, %q, %q",
					got.Git, got.GoWork, got.Service, c.git, c.work, c.service)
			}
		})
	}
}

func TestLook_Errors(t *testing.T) {
	parent := t.TempDir()
	makeAt(t, parent, "file")
	if err := os.Symlink("nowhere", filepath.Join(parent, "dead")); err != nil {
		t.Skip(err)
	}
	for name, want := range map[string]string{"file": "not_a_folder", "file/below": "not_a_folder", "dead": "dead_link"} {
		if _, err := Look(filepath.Join(parent, filepath.FromSlash(name))); code(err) != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

func TestRead(t *testing.T) {
	base := t.TempDir()
	makeAt(t, base, "dir/a", "dir/sub/b", "dir/Case/Name", "dir/folder/x", "dir/other")
	dir := filepath.Join(base, "dir")
	if err := os.Symlink("sub", filepath.Join(dir, "inside")); err != nil {
		t.Skip(err)
	}
	like := tree.Tree{
		"a": {}, "sub/b": {}, "missing": {}, "missing/below": {}, "inside/b": {},
		"case/name": {}, // in another spelling
		"folder":    {}, // a folder there
		"a/below":   {}, // below a file there
	}
	got, err := Read(t.Context(), dir, like)
	if err != nil {
		t.Fatal(err)
	}
	want := tree.Tree{
		"a": {Data: []byte("dir/a")}, "sub/b": {Data: []byte("dir/sub/b")},
		"inside/b": {Data: []byte("dir/sub/b")}, "case/name": {Data: []byte("dir/Case/Name")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRead_MissingFolder(t *testing.T) {
	got, err := Read(t.Context(), filepath.Join(t.TempDir(), "none"), tree.Tree{"a": {}})
	if err != nil || len(got) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestRead_LinksOut(t *testing.T) {
	base := t.TempDir()
	makeAt(t, base, "secret", "dir/")
	dir := filepath.Join(base, "dir")
	for link, target := range map[string]string{"file": "../secret", "folder": "..", "absolute": filepath.Join(base, "secret")} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	if got, err := Read(t.Context(), dir, tree.Tree{"folder/secret": {}}); code(err) != "link_out" {
		t.Errorf("got %v, %v", got, err)
	}
	for _, name := range []string{"file", "absolute"} {
		got, err := Read(t.Context(), dir, tree.Tree{name: {}})
		if want := (tree.Tree{name: {Unread: true}}); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestRead_HostileFiles(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"small": "small", "huge": "", "folder/x": "x", "many/0": "", "other": ""})
	pipe(t, filepath.Join(dir, "pipe"))
	if err := os.Truncate(filepath.Join(dir, "huge"), 1<<40); err != nil {
		t.Skip(err)
	}
	like := tree.Tree{"small": {}, "huge": {}}
	for i := range 10 {
		name := fmt.Sprintf("many/%d", i)
		put(t, dir, map[string]string{name: ""})
		if err := os.Truncate(filepath.Join(dir, filepath.FromSlash(name)), rootfile.MaxFile); err != nil {
			t.Skip(err)
		}
		like[name] = tree.File{}
	}
	got, err := Read(t.Context(), dir, like)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, f := range got {
		read += len(f.Data)
	}
	if string(got["small"].Data) != "small" && !got["small"].Unread || !got["huge"].Unread || read > maxBeyond {
		t.Errorf("the huge file is unread: %v; %d bytes were read", got["huge"].Unread, read)
	}
	if changes := changesOf(tree.Tree{"huge": {}}, nil, got); code(Check(dir, []merge.Change{{Path: "huge", Before: changes[0].Before}})) != "too_large" {
		t.Error("a file that wasn't read would be deleted")
	}
	if _, err := Read(t.Context(), dir, tree.Tree{"pipe": {}}); code(err) != "not_a_file" {
		t.Errorf("a pipe: %v", err)
	}
	if got, err := Read(t.Context(), dir, tree.Tree{"pipe/x": {}}); err != nil || len(got) > 0 {
		t.Errorf("below a pipe: %v, %v", got, err)
	}
	if _, err := ReadFolder(dir, "pipe"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a pipe as a folder: %v", err)
	}
	if entries, err := ReadFolder(dir, "folder"); err != nil || len(entries) != 1 {
		t.Errorf("a folder: %v, %v", entries, err)
	}
	for _, name := range []string{"huge", "pipe"} {
		if _, err := ReadRecord(t.Context(), dir, name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s as a record: %v", name, err)
		}
	}
}

func TestFromClone(t *testing.T) {
	for name, want := range map[string]bool{
		"README.md": true, "readme": true, "LICENSE": true, "licence.txt": false, ".git": true, ".gitignore": true, ".gitattributes": true,
		"docs/README.md": false, "go.mod": false, ".github": false, "": false,
	} {
		if got := FromClone(name); got != want {
			t.Errorf("%q: got %v", name, got)
		}
	}
}
