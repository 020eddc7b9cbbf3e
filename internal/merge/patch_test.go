package merge_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

func file(data string) *tree.File   { return &tree.File{Data: []byte(data)} }
func script(data string) *tree.File { return &tree.File{Data: []byte(data), Exec: true} }

func TestPatch_GitApplies(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git, which applies the patches, is not installed")
	}
	const long = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n"
	cases := map[string]struct {
		path          string
		before, after *tree.File
	}{
		"a changed line":                        {"a.go", file("1\n2\n3\n"), file("1\nb\n3\n")},
		"changes far apart":                     {"a.go", file(long), file("0\n" + long + "18\n")},
		"a new file":                            {"dir/a.go", nil, file("1\n2\n")},
		"a new empty file":                      {"dir/a.go", nil, file("")},
		"a new script":                          {"run", nil, script("#!/bin/sh\n")},
		"a deleted file":                        {"dir/a.go", file("1\n2\n"), nil},
		"a deleted empty file":                  {"a", file(""), nil},
		"a file that is emptied":                {"a", file("1\n"), file("")},
		"an empty file that is filled":          {"a", file(""), file("1\n")},
		"an executable bit":                     {"a", file("1\n"), script("1\n")},
		"an executable bit and a line":          {"a", script("1\n"), file("2\n")},
		"a newline at the end is removed":       {"a", file("1\n2\n"), file("1\n2")},
		"a newline at the end is added":         {"a", file("1\n2"), file("1\n2\n")},
		"no newline at the end of either file":  {"a", file("1\n2"), file("0\n1\n2")},
		"a changed last line without a newline": {"a", file("1\n2"), file("1\n3")},
		"a new file without a newline":          {"a", nil, file("1")},
		"lines that end in CRLF":                {"a", file("1\r\n2\r\n"), file("1\r\n3\r\n")},
		"lines that look like a patch":          {"a", file("-- x\n++ y\n"), file("@@ -1 +1 @@\n\\ No newline\n")},
		"a path with spaces":                    {"my dir/a b.go", file("1\n"), file("2\n")},
		"a path with quotes and non-ASCII":      {"d\"q/ä\\b.go", file("1\n"), file("2\n")},
		"a new file with a space in its path":   {"a b", nil, file("1\n")},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.ContainsAny(c.path, `"\`) {
				t.Skip("Windows has no such path")
			}
			applied(t, git, c.path, c.before, c.after)
		})
	}
}

func TestPatch_GitAppliesRandom(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git, which applies the patches, is not installed")
	}
	random := rand.New(rand.NewPCG(3, 4))
	text := func() *tree.File {
		var b strings.Builder
		for range random.IntN(40) {
			fmt.Fprintf(&b, "%d%s", random.IntN(4), []string{"\n", "\n", "\n", "\r\n"}[random.IntN(4)])
		}
		if random.IntN(3) == 0 {
			b.WriteString("end")
		}
		return file(b.String())
	}
	for range 60 {
		applied(t, git, "f", text(), text())
	}
}

// applied checks that git turns before into after with the patch between them.
func applied(t *testing.T, git, path string, before, after *tree.File) {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if before != nil {
		perm := os.FileMode(0o644)
		if before.Exec {
			perm = 0o755
		}
		if err := os.WriteFile(name, before.Data, perm); err != nil {
			t.Fatal(err)
		}
	}
	patch := merge.Change{Path: path, Before: before, After: after}.Patch()
	cmd := exec.CommandContext(t.Context(), git, "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	cmd.Stdin = strings.NewReader(patch)
	if patch != "" {
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git apply: %v\n%s\n%s", err, out, patch)
		}
	}
	var got *tree.File
	if data, err := os.ReadFile(name); err == nil {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		got = &tree.File{Data: data, Exec: info.Mode()&0o111 != 0}
		if runtime.GOOS == "windows" && after != nil {
			got.Exec = after.Exec
		}
	}
	if diff := cmp.Diff(after, got); diff != "" {
		t.Errorf("after git apply (-want +got):\n%s\n%s", diff, patch)
	}
}

func TestPatch(t *testing.T) {
	cases := map[string]struct {
		before, after *tree.File
		want          string
	}{
		"nothing changes": {file("1\n"), file("1\n"), ""},
		"a changed line": {file("1\n2\n3\n"), file("1\nb\n3\n"), `diff --git a/f b/f
--- a/f
+++ b/f
@@ -1,3 +1,3 @@
 1
-2
+b
 3
`},
		"a new file": {nil, script("1"), `diff --git a/f b/f
new file mode 100755
--- /dev/null
+++ b/f
@@ -0,0 +1 @@
+1
\ No newline at end of file
`},
		"a binary file": {file("\x00"), file("\x01\x00"), `diff --git a/f b/f
Binary files a/f and b/f differ
`},
		"a deleted binary file": {file("\x00"), nil, `diff --git a/f b/f
deleted file mode 100644
Binary files a/f and /dev/null differ
`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, merge.Patch("f", c.before, c.after)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
