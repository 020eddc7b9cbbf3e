package document

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/fault"
)

func TestSelectFields(t *testing.T) {
	const data = `{"b":[{"x":1,"y":{"z":2,"w":3}},{"x":4}],"a":"text","c":null}`
	cases := map[string]struct{ paths, want string }{
		"members keep their order":         {"a,b", `{"b":[{"x":1,"y":{"z":2,"w":3}},{"x":4}],"a":"text"}`},
		"a path leads through lists":       {"b.x", `{"b":[{"x":1},{"x":4}]}`},
		"a path leads through objects":     {"b.y.z", `{"b":[{"y":{"z":2}},{}]}`},
		"the shorter path wins":            {"b.y,b.y.z", `{"b":[{"y":{"z":2,"w":3}},{}]}`},
		"the shorter path wins, if second": {"b.y.z,b.y", `{"b":[{"y":{"z":2,"w":3}},{}]}`},
		"null stays":                       {"c", `{"c":null}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := selectFields([]byte(data), parseFields(strings.Split(c.paths, ",")))
			if err != nil || string(got) != c.want {
				t.Errorf("got %s, %v; want %s", got, err, c.want)
			}
		})
	}
}

func TestCheckFields(t *testing.T) {
	cases := map[string]struct{ kind, path, hint string }{
		"a field of a list's elements":  {"status", "services.folder", ""},
		"a key of a mapping":            {"init", "answers.framework", ""},
		"a misspelled field":            {"status", "services.foldr", "did you mean services.folder?"},
		"a field that is nothing like":  {"version", "zzzzzz", "it has schema, version, newsvc, commit, go, pack, pack_problem"},
		"a field of text":               {"status", "services.folder.x", "--json=services.folder selects all of it"},
		"a field of another's document": {"version", "services", "it has schema, version, newsvc, commit, go, pack, pack_problem"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := CheckFields([]string{c.kind}, []string{c.path})
			if got := hintOf(err); got != c.hint {
				t.Errorf("got the hint %q, want %q", got, c.hint)
			}
		})
	}
}

func hintOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.All(err)[0].Hint
}
