package merge_test

import (
	"testing"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

func TestAppendLines(t *testing.T) {
	file := func(text string) *tree.File { return &tree.File{Data: []byte(text)} }
	cases := map[string]struct {
		base             *tree.File
		work, next, want string
	}{
		"missing lines are added":              {nil, "mine\n", "/bin/\n\n# data\n*.db\n", "mine\n/bin/\n*.db\n"},
		"lines that are there aren't repeated": {nil, "*.db\nmine", "/bin/\n*.db\n", "*.db\nmine\n/bin/\n"},
		"lines that the user removed stay out": {file("/bin/\n"), "mine\n", "/bin/\n.env\n", "mine\n.env\n"},
		"an empty file":                        {nil, "", "/bin/\n", "/bin/\n"},
		"the file keeps its line endings":      {nil, "mine\r\n", "/bin/\n", "mine\r\n/bin/\r\n"},
		"nothing is missing":                   {nil, "/bin/\n", "/bin/\n", "/bin/\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			changed := merge.Change{Path: ".gitignore", Action: merge.Keep, Before: file(c.work), After: file(c.work), Next: file(c.next)}.AppendLines(c.base)
			if got := string(changed.After.Data); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if changed.Writes() != (changed.Action == merge.Merge) {
				t.Errorf("the action is %s", changed.Action)
			}
		})
	}
}
