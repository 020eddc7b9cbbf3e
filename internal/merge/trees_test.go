package merge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

// of returns a tree with one file at p, or nil for an empty text.
func of(text string) tree.Tree {
	if text == "" {
		return nil
	}
	data, exec := strings.CutSuffix(text, "*")
	return tree.Tree{"p": {Data: []byte(data), Exec: exec}}
}

func TestTrees(t *testing.T) {
	const theirs = "1\n2\n3\n4\n5\n"
	cases := map[string]struct {
		base, next, work string // a star at the end: executable
		once             bool
		want             merge.Action
		after            string
	}{
		"a new file is created":                                        {next: "n", want: merge.Create, after: "n"},
		"a new file exists with the same content":                      {next: "n", work: "n", want: merge.Same, after: "n"},
		"a new file exists with other content":                         {next: "n", work: "w", want: merge.Conflict, after: "w"},
		"a new file exists with another mode":                          {next: "n*", work: "n", want: merge.Update, after: "n*"},
		"an unmodified file is updated":                                {base: "b", next: "n", work: "b", want: merge.Update, after: "n"},
		"an unmodified file that is no longer generated is deleted":    {base: "b", work: "b", want: merge.Delete},
		"a file without any change":                                    {base: "b", next: "b", work: "b", want: merge.Same, after: "b"},
		"the user's change is kept":                                    {base: "b", next: "b", work: "w", want: merge.Keep, after: "w"},
		"the user's mode is kept":                                      {base: "b", next: "b", work: "b*", want: merge.Keep, after: "b*"},
		"a file that the user deleted stays deleted":                   {base: "b", next: "b", want: merge.Keep},
		"a file that the user deleted stays deleted despite an update": {base: "b", next: "n", want: merge.Keep},
		"the user made the same change":                                {base: "b", next: "n", work: "n", want: merge.Same, after: "n"},
		"changes of different lines are merged":                        {base: theirs, next: "0" + theirs, work: theirs + "6\n", want: merge.Merge, after: "0" + theirs + "6\n"},
		"the user's file already contains the change":                  {base: theirs, next: "0" + theirs, work: "0" + theirs + "6\n", want: merge.Keep, after: "0" + theirs + "6\n"},
		"changes of the same line conflict, with markers":              {base: "b\n", next: "n\n", work: "w\n", want: merge.Conflict, after: "<<<<<<< yours\nw\n||||||| as it was generated\nb\n=======\nn\n>>>>>>> newsvc\n"},
		"the user's mode and a new text are merged":                    {base: "b", next: "n", work: "b*", want: merge.Merge, after: "n*"},
		"the user's text and a new mode are merged":                    {base: "b", next: "b*", work: "w", want: merge.Merge, after: "w*"},
		"changes of a binary file conflict":                            {base: "\x00b", next: "\x00n", work: "\x00w", want: merge.Conflict, after: "\x00w"},
		"an unmodified binary file is updated":                         {base: "\x00b", next: "\x00n", work: "\x00b", want: merge.Update, after: "\x00n"},
		"a modified file that is no longer generated conflicts":        {base: "b", work: "w", want: merge.Conflict, after: "w"},
		"a once file is created":                                       {next: "n", once: true, want: merge.Create, after: "n"},
		"a new once file exists":                                       {next: "n", work: "w", once: true, want: merge.Keep, after: "w"},
		"an unmodified once file is not rewritten":                     {base: "b", next: "n", work: "b", once: true, want: merge.Keep, after: "b"},
		"a once file that the user deleted stays deleted":              {base: "b", next: "n", once: true, want: merge.Keep},
		"a once file that is no longer generated is kept":              {base: "b", work: "b", once: true, want: merge.Keep, after: "b"},
		"a once file that the user changed is kept":                    {base: "b", next: "n", work: "w", once: true, want: merge.Keep, after: "w"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			once := func(path string) bool { return c.once && path == "p" }
			result := trees(t, of(c.base), of(c.next), of(c.work), once)
			if len(result.Changes) != 1 {
				t.Fatalf("got %d changes, want 1", len(result.Changes))
			}
			got := result.Changes[0]
			after := tree.Tree{}
			if got.After != nil {
				after["p"] = *got.After
			}
			want := of(c.after)
			if want == nil {
				want = tree.Tree{}
			}
			if got.Action != c.want {
				t.Errorf("action %s, want %s", got.Action, c.want)
			}
			if diff := cmp.Diff(want, after); diff != "" {
				t.Errorf("after (-want +got):\n%s", diff)
			}
			if (got.Action == merge.Keep || got.Action == merge.Conflict || got.Action == merge.Delete) && got.Reason == "" {
				t.Error("no reason given")
			}
		})
	}
}

func TestTrees_IgnoresOtherFiles(t *testing.T) {
	work := tree.Tree{"mine.go": {Data: []byte("mine")}}
	result := trees(t, nil, of("n"), work, nil)
	for _, c := range result.Changes {
		if c.Path == "mine.go" {
			t.Errorf("%s of a file that newsvc didn't generate", c.Action)
		}
	}
}

func TestTrees_DeletedOnAllSides(t *testing.T) {
	if got := trees(t, of("b"), nil, nil, nil).Changes; len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestTrees_Sorted(t *testing.T) {
	next := tree.Tree{"b": {}, "a/b": {}, "a": {}, "a.go": {}}
	var paths []string
	for _, c := range trees(t, nil, next, nil, nil).Changes {
		paths = append(paths, c.Path)
	}
	if diff := cmp.Diff([]string{"a", "a.go", "a/b", "b"}, paths); diff != "" {
		t.Error(diff)
	}
}

func TestOverwrite_NoLongerGenerated(t *testing.T) {
	result := trees(t, of("b"), nil, of("w"), nil).Overwrite(func(string) bool { return true })
	if c := result.Changes[0]; c.Action != merge.Delete || c.After != nil {
		t.Errorf("got %s", c.Action)
	}
}

func TestOverwrite_NamedConflictsOnly(t *testing.T) {
	next := tree.Tree{"a": {Data: []byte("n")}, "b": {Data: []byte("n")}}
	work := tree.Tree{"a": {Data: []byte("w")}, "b": {Data: []byte("w")}}
	before := trees(t, nil, next, work, nil)
	after := before.Overwrite(func(path string) bool { return path == "a" })
	if got := len(before.Conflicts()); got != 2 {
		t.Errorf("%d conflicts before, want 2: Overwrite must not change its receiver", got)
	}
	if got := after.Conflicts(); len(got) != 1 || got[0].Path != "b" {
		t.Errorf("conflicts after: %v, want b alone", got)
	}
	if got := after.Writes(); len(got) != 1 || got[0].Path != "a" || string(got[0].After.Data) != "n" {
		t.Errorf("writes: %v, want newsvc's a alone", got)
	}
}

func TestTrees_UnreadFile(t *testing.T) {
	text := func(s string) *tree.File { return &tree.File{Data: []byte(s)} }
	cases := map[string]struct {
		base, next *tree.File
		want       merge.Action
	}{
		"the generated file didn't change":   {text("a"), text("a"), merge.Keep},
		"the generated file changed":         {text("a"), text("b"), merge.Conflict},
		"the file is no longer generated":    {text("a"), nil, merge.Conflict},
		"the file is new":                    {nil, text("a"), merge.Conflict},
		"the new file is empty":              {nil, text(""), merge.Conflict},
		"the generated file is always empty": {text(""), text(""), merge.Keep},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			trees := [2]tree.Tree{{}, {}}
			for i, f := range []*tree.File{c.base, c.next} {
				if f != nil {
					trees[i]["x"] = *f
				}
			}
			result, err := merge.Trees(t.Context(), trees[0], trees[1], tree.Tree{"x": {Unread: true}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := result.Changes[0]
			if got.Action != c.want || got.Writes() {
				t.Errorf("got %s, which writes: %v; want %s, which doesn't", got.Action, got.Writes(), c.want)
			}
		})
	}
	if patch := merge.Patch("x", text("a"), &tree.File{Unread: true}); !strings.Contains(patch, "differ") {
		t.Errorf("the patch is %q", patch)
	}
}
