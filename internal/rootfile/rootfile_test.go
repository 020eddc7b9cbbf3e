package rootfile

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// folder returns a folder that contains a file, a folder, all kinds of links, a
// pipe and a socket. Next to it is a file outside of it.
func folder(t *testing.T) (*os.Root, string) {
	t.Helper()
	parent, err := os.MkdirTemp("", "rf") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	dir := filepath.Join(parent, "d")
	make := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	make(os.MkdirAll(filepath.Join(dir, "sub"), 0o755))
	make(os.WriteFile(filepath.Join(parent, "outside"), []byte("outside"), 0o600))
	make(os.WriteFile(filepath.Join(dir, "file"), []byte("text"), 0o600))
	make(os.WriteFile(filepath.Join(dir, "sub", "file"), []byte("text"), 0o600))
	for name, target := range map[string]string{
		"in": "file", "out": "../outside", "root": "/", "self": "self", "to-sub": "sub", "to-pipe": "pipe", "nowhere": "none",
	} {
		make(os.Symlink(target, filepath.Join(dir, name)))
	}
	if runtime.GOOS != "windows" {
		make(mkfifo(filepath.Join(dir, "pipe")))
		socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
		make(err)
		t.Cleanup(func() { socket.Close() })
	}
	root, err := OpenFolder(dir)
	make(err)
	t.Cleanup(func() { root.Close() })
	return root, dir
}

// soon fails the test if a call blocks.
func soon(t *testing.T, call func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); call() }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("the call blocks")
	}
}

func TestRead(t *testing.T) {
	root, dir := folder(t)
	cases := map[string]struct {
		name string
		want error // nil: the file's text
	}{
		"a file":                   {"file", nil},
		"a file in a folder":       {"sub/file", nil},
		"a link in the folder":     {"in", nil},
		"a file below such a link": {"to-sub/file", nil},
		"a missing file":           {"none", fs.ErrNotExist},
		"a link to a missing file": {"nowhere", fs.ErrNotExist},
		"a folder":                 {"sub", ErrNotRegular},
		"a pipe":                   {"pipe", ErrNotRegular},
		"a link to a pipe":         {"to-pipe", ErrNotRegular},
		"a socket":                 {"socket", ErrNotRegular},
		"a link out of the folder": {"out", errAny},
		"a path below a link to /": {"root/etc/hosts", errAny},
		"a link to itself":         {"self", errAny},
		"a path out of the folder": {"../outside", errAny},
		"an absolute path":         {filepath.ToSlash(filepath.Join(dir, "file")), errAny},
		"a path below a file":      {"file/x", errAny},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && (strings.Contains(c.name, "pipe") || c.name == "socket") {
				t.Skip("Windows doesn't have these")
			}
			soon(t, func() {
				data, err := Read(t.Context(), root, c.name, 10)
				switch {
				case c.want == nil && (err != nil || string(data) != "text"):
					t.Errorf("got %q, %v", data, err)
				case c.want != nil && err == nil:
					t.Errorf("got %q, want an error", data)
				case c.want != nil && !errors.Is(c.want, errAny) && !errors.Is(err, c.want):
					t.Errorf("got %v, want %v", err, c.want)
				}
			})
		})
	}
}

var errAny = errors.New("any")

func TestRead_Limit(t *testing.T) {
	root, dir := folder(t)
	if _, err := Read(t.Context(), root, "file", 4); err != nil {
		t.Errorf("a file of the maximum size: %v", err)
	}
	for name, limit := range map[string]int64{"file": 3, "in": 0} {
		_, err := Read(t.Context(), root, name, limit)
		if large, ok := errors.AsType[*TooLargeError](err); !ok || large.Limit != limit {
			t.Errorf("%s: got %v", name, err)
		}
	}
	// The file is sparse: it takes no space on disk, but would fill the memory.
	if err := os.Truncate(filepath.Join(dir, "file"), 1<<40); err != nil {
		t.Skip(err)
	}
	soon(t, func() {
		if _, err := Read(t.Context(), root, "file", MaxRecord); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
			t.Errorf("got %v", err)
		}
	})
}

func TestRead_Interrupted(t *testing.T) {
	root, _ := folder(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, root, "file", 10); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestOpenPlain(t *testing.T) {
	root, dir := folder(t)
	cases := map[string]struct {
		name string
		ok   bool
	}{
		"a file":                       {"file", true},
		"a new file":                   {"new", true},
		"a new file in a folder":       {"sub/new", true},
		"a link in the folder":         {"in", false},
		"a link to a missing file":     {"nowhere", false},
		"a link out of the folder":     {"out", false},
		"a file below a link":          {"to-sub/file", false},
		"a new file below a link":      {"to-sub/new", false},
		"a new file below a link to /": {"root/new", false},
		"a folder":                     {"sub", false},
		"a pipe":                       {"pipe", false},
		"a socket":                     {"socket", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && (c.name == "pipe" || c.name == "socket") {
				t.Skip("Windows doesn't have these")
			}
			soon(t, func() {
				f, err := OpenPlain(root, c.name, os.O_RDWR|os.O_CREATE, 0o600)
				if c.ok != (err == nil) {
					t.Errorf("got %v", err)
				}
				if err == nil {
					f.Close()
				}
			})
		})
	}
	for _, name := range []string{"none", "../new"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was created", name)
		}
	}
}

func TestOpenFolder(t *testing.T) {
	root, dir := folder(t)
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no pipes in folders")
	}
	soon(t, func() {
		for _, name := range []string{"pipe", "file"} {
			if _, err := OpenFolder(filepath.Join(dir, name)); err == nil {
				t.Errorf("%s was opened as a folder", name)
			}
			if _, err := OpenSubfolder(root, name); err == nil {
				t.Errorf("%s was opened as a folder", name)
			}
		}
	})
	if _, err := OpenSubfolder(root, "root"); err == nil {
		t.Error("a folder outside of the folder was opened")
	}
}

func TestReadInput(t *testing.T) {
	_, dir := folder(t)
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no pipes in folders")
	}
	soon(t, func() {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := ReadInput(ctx, filepath.Join(dir, "pipe"), 10); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a pipe without a writer: got %v", err)
		}
	})
	if _, err := ReadInput(t.Context(), "/dev/zero", 10); err == nil {
		t.Error("endless input was read")
	}
	// The reader that gave up still waits for the pipe; this ends it.
	if f, err := os.OpenFile(filepath.Join(dir, "pipe"), os.O_WRONLY, 0); err == nil {
		f.Close()
	}
}

func TestReadNamed(t *testing.T) {
	_, dir := folder(t)
	for name, want := range map[string]string{"file": "text", "in": "text", "out": "outside", "pipe": "", "sub": "", "none": ""} {
		soon(t, func() {
			data, err := ReadNamed(t.Context(), filepath.Join(dir, name), 10)
			if string(data) != want || (err == nil) != (want != "") {
				t.Errorf("%s: got %q, %v", name, data, err)
			}
		})
	}
}

func TestFS(t *testing.T) {
	root, _ := folder(t)
	files := FS(root)
	if data, err := fs.ReadFile(files, "sub/file"); string(data) != "text" {
		t.Errorf("got %q, %v", data, err)
	}
	if entries, err := fs.ReadDir(files, "sub"); err != nil || len(entries) != 1 {
		t.Errorf("got %v, %v", entries, err)
	}
	if info, err := fs.Stat(files, "sub"); err != nil || !info.IsDir() {
		t.Errorf("got %v, %v", info, err)
	}
	soon(t, func() {
		for _, name := range []string{"pipe", "to-pipe", "socket", "out", "root/etc/hosts", "../outside", "/etc/hosts"} {
			if data, err := fs.ReadFile(files, name); err == nil {
				t.Errorf("%s was read: %q", name, data)
			}
		}
	})
}
