package merge_test

import (
	"testing"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

func TestKeepEndings(t *testing.T) {
	cases := map[string]struct{ there, text, want string }{
		"LF stays":                            {"a\nb\n", "a\nx\nb\n", "a\nx\nb\n"},
		"CRLF stays":                          {"a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n"},
		"a text with CRLF beside LF":          {"a\nb\n", "a\r\nx\r\n", "a\nx\n"},
		"each line of a mixed text":           {"a\r\nb\nc\r\n", "a\nb\nx\nc\ny\n", "a\r\nb\nx\nc\r\ny\r\n"},
		"a new first line of a mixed text":    {"a\r\nb\n", "x\na\nb\n", "x\r\na\r\nb\n"},
		"a removed line of a mixed text":      {"a\r\nb\nc\r\n", "a\nc\n", "a\r\nc\r\n"},
		"no newline at the end":               {"a\r\nb", "a\nb\nc", "a\r\nb\r\nc"},
		"no newline at the end of mixed text": {"a\r\nb\nc", "a\nb\nc", "a\r\nb\nc"},
		"an empty text":                       {"", "a\n", "a\n"},
		"a binary file":                       {"a\r\n\x00", "b\n\x00", "b\n\x00"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := string(merge.KeepEndings([]byte(c.there), []byte(c.text))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTrees_IgnoresEndings(t *testing.T) {
	cases := map[string]struct {
		base, next, work, want string
		action                 merge.Action
	}{
		"unchanged on both sides":     {"a\nb\n", "a\nb\n", "a\r\nb\r\n", "a\r\nb\r\n", merge.Same},
		"newsvc's change":             {"a\nb\n", "a\nB\n", "a\r\nb\r\n", "a\r\nB\r\n", merge.Update},
		"the user's change":           {"a\nb\n", "a\nb\n", "A\r\nb\r\n", "A\r\nb\r\n", merge.Keep},
		"changes on both sides":       {"a\nb\nc\nd\n", "a\nb\nc\nD\n", "A\r\nb\r\nc\r\nd\r\n", "A\r\nb\r\nc\r\nD\r\n", merge.Merge},
		"the same change":             {"a\n", "b\n", "b\r\n", "b\r\n", merge.Same},
		"a mixed file":                {"a\nb\nc\n", "a\nb\nC\n", "a\r\nb\nc\n", "a\r\nb\nC\n", merge.Update},
		"CRLF that newsvc generates":  {"a\r\n", "b\r\n", "a\n", "b\n", merge.Update},
		"a change of endings is none": {"a\n", "a\r\n", "a\n", "a\n", merge.Same},
		"a conflict": {
			"a\n", "b\n", "c\r\n",
			"<<<<<<< yours\r\nc\r\n||||||| as it was generated\r\na\r\n=======\r\nb\r\n>>>>>>> newsvc\r\n", merge.Conflict,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			tree := func(text string) tree.Tree { return tree.Tree{"x": {Data: []byte(text)}} }
			result, err := merge.Trees(t.Context(), tree(c.base), tree(c.next), tree(c.work), nil)
			if err != nil {
				t.Fatal(err)
			}
			got := result.Changes[0]
			if got.Action != c.action || string(got.After.Data) != c.want || string(got.Before.Data) != c.work {
				t.Errorf("got %s: %q from %q, want %s: %q", got.Action, got.After.Data, got.Before.Data, c.action, c.want)
			}
			if changed := c.action != merge.Same && c.action != merge.Keep; got.Writes() != changed {
				t.Errorf("it writes: %t", got.Writes())
			}
		})
	}
}
