package merge

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFile(t *testing.T) {
	const (
		base   = "package p\n\ntype T struct {\n\tA int\n\tB int // b\n}\n"
		longer = "package p\n\ntype T struct {\n\tA int\n\tB int // b\n\n\tLonger int\n}\n"
		wide   = "package p\n\ntype T struct {\n\tA      int\n\tB      int // b\n\tLonger int\n}\n"
	)
	cases := map[string]struct {
		path, base, ours, theirs, want string
		conflicts                      int
	}{
		"an edit next to a realigned field": {
			path: "a.go", base: base, theirs: wide,
			ours: "package p\n\ntype T struct {\n\tA string // mine\n\tB int    // b\n}\n",
			want: "package p\n\ntype T struct {\n\tA      string // mine\n\tB      int    // b\n\tLonger int\n}\n",
		},
		"a file that isn't Go": {
			path: "a.txt", base: base, theirs: wide, ours: "package p\n\ntype T struct {\n\tA string // mine\n\tB int    // b\n}\n", conflicts: 1,
		},
		"a file that gofmt would change": {
			path: "a.go", base: base, theirs: wide, ours: "package p\n\ntype T struct {\n  A string // mine\n\tB int    // b\n}\n", conflicts: 1,
		},
		"the same line changed on both sides": {
			path: "a.go", base: base, theirs: longer, ours: "package p\n\ntype T struct {\n\tA int\n\tB int // b\n\n\tMine int\n}\n", conflicts: 1,
		},
		"no conflict at all": {
			path: "a.go", base: base, theirs: longer, ours: base, want: longer,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, conflicts := File(c.path, []byte(c.base), []byte(c.ours), []byte(c.theirs), [3]string{"yours", "base", "theirs"})
			if conflicts != c.conflicts {
				t.Fatalf("%d conflicts, want %d:\n%s", conflicts, c.conflicts, got)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" && c.conflicts == 0 {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnaligned(t *testing.T) {
	err := filepath.WalkDir("../../testdata/golden", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		if _, ok := unaligned(text); !ok {
			t.Errorf("gofmt doesn't restore %s", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
