package packdev

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/tree"
)

func TestMove(t *testing.T) {
	moves := []pack.Move{{From: "specs/*.yaml", To: "etc/specs/*.yaml"}, {From: "etc/specs/*.yaml", To: "api/*.yaml"}, {From: "old/", To: "new/"}}
	before := tree.Tree{"specs/a.yaml": {}, "old/x": {}, "old/gone": {}, "new/taken": {}, "old/taken": {}}
	after := tree.Tree{"api/a.yaml": {}, "new/x": {}, "new/taken": {}}
	want := map[string]string{"api/a.yaml": "specs/a.yaml", "new/x": "old/x"}
	if diff := cmp.Diff(want, move(before, after, moves)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"api/a.yaml", "new/taken", "new/x", "old/gone", "old/taken"}, before.Paths()); diff != "" {
		t.Error(diff)
	}
}

func TestDiffPins(t *testing.T) {
	with := func(files map[string]string) *pack.Pack {
		data := map[string][]byte{}
		for path, text := range files {
			data[path] = []byte("go 1.26.0\n\nrequire (\n" + text + ")\n")
		}
		return &pack.Pack{FS: pack.FilesFS(data)}
	}
	before := with(map[string]string{"deps/a.mod": "\texample.com/a v1.0.0\n\texample.com/i v1.0.0 // indirect\n\texample.com/same v1.0.0\n", "deps/b.mod": "\texample.com/gone v1.0.0\n"})
	after := with(map[string]string{"deps/a.mod": "\texample.com/a v1.2.0\n\texample.com/i v1.5.0 // indirect\n\texample.com/same v1.0.0\n", "deps/b.mod": "\texample.com/a v1.10.0\n\texample.com/new v1.0.0\n"})
	want := []PinChange{{"example.com/a", "v1.0.0", "v1.10.0"}, {"example.com/gone", "v1.0.0", ""}, {"example.com/new", "", "v1.0.0"}}
	if diff := cmp.Diff(want, diffPins(before, after)); diff != "" {
		t.Error(diff)
	}
}

func TestDiffOptions(t *testing.T) {
	before := pack.Manifest{Options: []pack.Option{
		{Name: "same", Kind: pack.Bool},
		{Name: "store", Kind: pack.Choice, Default: "disk", Choices: named("disk", "tape")},
		{Name: "gone", Kind: pack.Text},
	}}
	after := pack.Manifest{Options: []pack.Option{
		{Name: "same", Kind: pack.Bool, Help: "other words"},
		{Name: "store", Kind: pack.Choice, Default: "file", Choices: named("disk", "file"), When: pack.When{"same": {"true"}}},
		{Name: "new", Kind: pack.Bool, Default: false},
	}}
	want := []OptionChange{
		{"store", "changed", []string{"default file instead of disk", "asked if same=true instead of always", "new choice file", "no choice tape any more"}},
		{"new", "added", []string{"kind bool", "default false"}},
		{"gone", "removed", nil},
	}
	if diff := cmp.Diff(want, diffOptions(before, after)); diff != "" {
		t.Error(diff)
	}
}
