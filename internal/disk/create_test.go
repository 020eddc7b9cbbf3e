package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

func TestCreate(t *testing.T) {
	cases := map[string]string{
		"in a folder that is there":      "service",
		"with the folders above it":      "a/b/service",
		"whose name begins with a dot":   ".service",
		"whose name is as long as it is": strings.Repeat("x", 255),
		"whose name has a star in it":    "ser*vice",
	}
	for name, below := range cases {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.Contains(below, "*") {
				t.Skip("Windows has no such name")
			}
			parent := t.TempDir()
			dir := filepath.Join(parent, filepath.FromSlash(below))
			if err := machine.Create(t.Context(), dir, newTree()); err != nil {
				t.Fatal(err)
			}
			got, err := Read(context.Background(), dir, newTree())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(newTree(), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			alone(t, parent, strings.Split(below, "/")[0])
			if info, err := os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o755 {
				t.Errorf("%v, %v: want mode 0755", info, err)
			}
		})
	}
}

// alone checks that a folder holds the named entries and no other.
func alone(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("in %s (-want +got):\n%s", dir, diff)
	}
}

func TestCreate_KilledAtAnyStep(t *testing.T) {
	for n, met := 1, true; met; n++ {
		parent := t.TempDir()
		dir := filepath.Join(parent, "service")
		met = killed(t, "create", dir, n)
		if _, err := os.Stat(dir); err == nil {
			got, err := Read(context.Background(), dir, newTree())
			if diff := cmp.Diff(newTree(), got); err != nil || diff != "" {
				t.Fatalf("killed at step %d: %v\n%s", n, err, diff)
			}
			if _, err := machine.Recover(context.Background(), dir); err != nil {
				t.Fatal(err)
			}
		} else if err := machine.Create(t.Context(), dir, newTree()); err != nil {
			t.Fatalf("killed at step %d, tried again: %v", n, err)
		}
		alone(t, parent, "service")
	}
}

func TestCreate_FailsAtAnyStep(t *testing.T) {
	defer func() { interpose = nil }()
	for n, met := 1, true; met; n++ {
		parent := t.TempDir()
		met = false
		atStep(n, func(string, string) error { met = true; return syscall.ENOSPC })
		err := machine.Create(t.Context(), filepath.Join(parent, "a", "service"), newTree())
		interpose = nil
		if !met {
			break
		}
		if isFull(syscall.ENOSPC) && err != nil && code(err) != "disk_full" {
			t.Errorf("step %d: %v", n, err)
		}
		// Where the cleaning failed, the next command does it.
		if next := machine.Create(t.Context(), filepath.Join(parent, "b"), nil); next != nil {
			t.Fatal(next)
		}
		left := []string{"b"}
		if err == nil { // only the cleaning failed
			left = []string{"a", "b"}
		}
		alone(t, parent, left...)
	}
}

func TestCreate_Interrupted(t *testing.T) {
	parent := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := machine.Create(ctx, filepath.Join(parent, "service"), newTree())
	if fault.ExitCode(err) != fault.ExitInterrupted {
		t.Errorf("got %v", err)
	}
	alone(t, parent)
}

func TestCreate_Errors(t *testing.T) {
	cases := map[string]struct {
		prepare func(parent string) error
		dir     string
		files   tree.Tree
		code    string
	}{
		"a folder that is there":     {func(parent string) error { return os.Mkdir(filepath.Join(parent, "x"), 0o700) }, "x", nil, "exists"},
		"a file that is there":       {func(parent string) error { return os.WriteFile(filepath.Join(parent, "x"), nil, 0o600) }, "x", nil, "exists"},
		"a link that leads nowhere":  {func(parent string) error { return os.Symlink("y", filepath.Join(parent, "x")) }, "x", nil, "exists"},
		"a file as the parent":       {func(parent string) error { return os.WriteFile(filepath.Join(parent, "x"), nil, 0o600) }, "x/y", nil, "not_a_folder"},
		"a name that is too long":    {nil, strings.Repeat("x", 300), nil, "name_too_long"},
		"a path out of the folder":   {nil, "x", tree.Tree{"../y": {}}, "bad_path"},
		"a device as a file's name":  {nil, "x", tree.Tree{"aux.go": {}}, "bad_path"},
		"names that differ in case":  {nil, "x", tree.Tree{"A": {}, "a": {}}, "bad_path"},
		"a hook of git's":            {nil, "x", tree.Tree{".git/hooks/pre-commit": {}}, "bad_path"},
		"a file that needs a folder": {nil, "x", tree.Tree{"a": {}, "a/b": {}}, "bad_path"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			if c.prepare != nil {
				if err := c.prepare(parent); err != nil {
					t.Skip(err)
				}
			}
			before := snapshot(t, parent)
			err := machine.Create(t.Context(), filepath.Join(parent, filepath.FromSlash(c.dir)), c.files)
			if code(err) != c.code && (runtime.GOOS != "windows" || code(err) != "disk") {
				t.Errorf("got %q: %v; want %q", code(err), err, c.code)
			}
			if diff := cmp.Diff(before, snapshot(t, parent)); diff != "" {
				t.Errorf("something changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestExplain_PathAndHint(t *testing.T) {
	defer func() { interpose = nil }()
	cases := map[string]struct {
		step string
		err  error
		code string
	}{
		"a parent that can't be written": {"mkdir", fs.ErrPermission, "permission"},
		"a read-only file system":        {"mkdir", syscall.EROFS, "read_only"},
		"a file that can't be written":   {"create", fs.ErrPermission, "permission"},
		"a rename that is refused":       {"rename", fs.ErrPermission, "permission"},
		"a failure of no known kind":     {"write", errors.New("the disk is on fire"), "disk"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "service")
			interpose = func(step, name string) error {
				if step == c.step && filepath.Base(name) != lockName {
					return c.err
				}
				return nil
			}
			err := machine.Create(t.Context(), dir, tree.Tree{"cmd/main.go": {}})
			interpose = nil
			if code(err) != c.code {
				t.Fatalf("got %q: %v", code(err), err)
			}
			first := fault.All(err)[0]
			if !strings.Contains(err.Error(), parent) || strings.Contains(err.Error(), ".newsvc-") {
				t.Errorf("%q: want the path as it was given, and not the stage's", err)
			}
			if c.code != "disk" && first.Hint == "" {
				t.Error("no hint")
			}
			alone(t, parent)
		})
	}
}

func TestCreate_KeepsOtherFiles(t *testing.T) {
	parent := t.TempDir()
	at, err := machine.newStage(t.Context(), parent, ".live.newsvc-")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".x.newsvc-1/mine", ".y.newsvc-2/new/mine", ".z.newsvc-abc/new"} {
		if err := os.MkdirAll(filepath.Join(parent, filepath.FromSlash(name)), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	want := snapshot(t, parent)
	if err := machine.Create(t.Context(), filepath.Join(parent, "service"), nil); err != nil {
		t.Fatal(err)
	}
	got := snapshot(t, parent)
	delete(got, "service")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := at.remove(); err != nil {
		t.Fatal(err)
	}
}

func TestCreate_Concurrent(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "service")
	results := make(chan error)
	const times = 8
	for range times {
		go func() { results <- machine.Create(context.Background(), dir, newTree()) }()
	}
	made := 0
	for range times {
		switch err := <-results; code(err) {
		case "":
			made++
		case "exists":
		default:
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
	alone(t, parent, "service")
}

// eighty is a tree of the size of a service.
func eighty() tree.Tree {
	files := tree.Tree{}
	for i := range 80 {
		name := fmt.Sprintf("internal/package%d/file%d.go", i%14, i)
		files[name] = tree.File{Data: []byte(strings.Repeat("package example\n", 125))}
	}
	return files
}

func BenchmarkCreate(b *testing.B) {
	parent := b.TempDir()
	for i := 0; b.Loop(); i++ {
		if err := machine.Create(b.Context(), filepath.Join(parent, fmt.Sprint(i)), eighty()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlainWrite writes the same files one by one, with no care at all.
func BenchmarkPlainWrite(b *testing.B) {
	parent := b.TempDir()
	for i := 0; b.Loop(); i++ {
		for name, file := range eighty() {
			target := filepath.Join(parent, fmt.Sprint(i), filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(target, file.Data, 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkApply(b *testing.B) {
	parent := b.TempDir()
	changes := changesOf(nil, eighty(), nil)
	for i := 0; b.Loop(); i++ {
		dir := filepath.Join(parent, fmt.Sprint(i))
		if err := os.Mkdir(dir, 0o700); err != nil {
			b.Fatal(err)
		}
		if err := machine.Apply(b.Context(), dir, changes); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "service")
	if err := machine.Create(b.Context(), dir, eighty()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Read(b.Context(), dir, eighty()); err != nil {
			b.Fatal(err)
		}
	}
}
