package ask

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// revision asks for a change to a service with two resources.
func revision(words ...string) Revision {
	r := request()
	given := change.Request{Op: change.Op(words[0])}
	if len(words) > 1 {
		given.Kind = change.Kind(words[1])
	}
	if len(words) > 2 {
		given.Resource = words[2]
	}
	return Revision{
		Title: "newsvc", Manifest: r.Manifest, Check: r.Check, Given: given,
		Current: spec.Answers{
			Values:    map[string]any{"name": "shop", "framework": "chi", "prefork": false, "features": []string{"docs"}},
			Resources: []resource.Resource{read("user email:email:unique name:string"), read("order number:string")},
		},
		Field: func(name string, f resource.Field) error {
			if f.Optional || f.Default != nil || name == "cat" {
				return nil
			}
			return errors.New("the rows have no value for it")
		},
		Preview: func(r change.Request) (string, error) {
			if slices.Contains(r.Names, "user") && r.Op == change.Remove && r.Kind == change.Resource {
				return "", errors.New("order refers to user")
			}
			return fmt.Sprintf("create a.go\n%q\n", r.Args()), nil
		},
	}
}

// revisionForm returns a form in a terminal of 80 by 24.
func revisionForm(r Revision) (*model, revising) {
	f := revising{flow{Request{Title: r.Title, Manifest: r.Manifest, Check: r.Check, Field: r.Field}}, r}
	return newModel(newSession(f), Terminal{Out: io.Discard, Columns: 80, Rows: 24}), f
}

func TestRevisionForm_Commands(t *testing.T) {
	cases := map[string]struct {
		typed []string
		keys  []string
		want  string
	}{
		"a resource":                     {[]string{"add"}, []string{"enter", "cat", "enter", "name", "enter", "enter", "enter", "down", "enter", "enter"}, "add resource cat name:string"},
		"a resource whose name is given": {[]string{"add", "resource", "cat"}, []string{"name", "enter", "enter", "enter", "down", "enter", "enter"}, "add resource cat name:string"},
		"a resource whose name exists":   {[]string{"add", "resource", "user"}, []string{"cat", "enter", "name", "enter", "enter", "enter", "down", "enter", "enter"}, "add resource cat name:string"},
		"a resource with a reference":    {[]string{"add", "resource"}, []string{"cat", "enter", "owner", "enter", "up", "enter", "enter", "enter", "down", "enter", "enter"}, "add resource cat owner:ref=user"},
		"a resource with two fields": {
			[]string{"add", "resource", "cat"},
			[]string{"name", "enter", "enter", "enter", "enter", "nick", "enter", "enter", "enter", "down", "enter", "enter"},
			"add resource cat name:string nick:string",
		},
		"a field":                         {[]string{"add"}, []string{"down", "enter", "down", "enter", "nick", "enter", "enter", "space", "enter", "down", "enter", "enter"}, "add field order nick:string:optional"},
		"a field of a given resource":     {[]string{"add", "field", "user"}, []string{"nick", "enter", "enter", "space", "enter", "down", "enter", "enter"}, "add field user nick:string:optional"},
		"a field that existing rows lack": {[]string{"add", "field", "user"}, []string{"nick", "enter", "enter", "enter", "space", "enter", "down", "enter", "enter"}, "add field user nick:string:optional"},
		"a field changed after the preview": {
			[]string{"add", "field", "user"},
			[]string{"nick", "enter", "enter", "space", "enter", "down", "enter", "down", "enter", "down", "down", "enter", "enter", "erase", "alias", "enter", "enter", "enter", "down", "enter", "enter"},
			"add field user alias:string:optional",
		},
		"a resource in one line":         {[]string{"add", "resource"}, []string{"cat/cats2 name:string owner:ref=user", "enter", "enter"}, "add resource cat/cats2 name:string owner:ref=user"},
		"fields in one line":             {[]string{"add", "field", "user"}, []string{"nick:string:optional age:int:optional", "enter", "down", "enter", "enter"}, "add field user nick:string:optional age:int:optional"},
		"a removal":                      {[]string{"remove"}, []string{"enter", "down", "space", "enter", "enter"}, "remove resource order"},
		"a removal of fields":            {[]string{"remove", "field"}, []string{"enter", "space", "down", "space", "enter", "enter"}, "remove field user email name"},
		"a corrected removal":            {[]string{"remove", "resource"}, []string{"space", "enter", "enter", "space", "down", "space", "enter", "enter"}, "remove resource order"},
		"nothing selected at first":      {[]string{"remove", "resource"}, []string{"enter", "down", "space", "enter", "enter"}, "remove resource order"},
		"an option":                      {[]string{"set"}, []string{"down", "enter", "down", "enter", "enter", "enter"}, "set framework=fiber"},
		"an option that enables another": {[]string{"set"}, []string{"down", "enter", "down", "enter", "down", "down", "down", "enter", "up", "enter", "enter", "enter"}, "set framework=fiber prefork=true"},
		"a list":                         {[]string{"set"}, []string{"down", "down", "enter", "space", "enter", "enter", "enter"}, "set features=none"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m, f := revisionForm(revision(c.typed...))
			m.pressAll(c.keys...)
			if !m.over || m.ended != nil {
				t.Fatalf("the form isn't done: %v\n%s", m.ended, m.View())
			}
			if diff := cmp.Diff(c.want, strings.Join(f.request(m.session.state).Args(), " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRevisionForm_HidesExistingFields(t *testing.T) {
	m, _ := revisionForm(revision("add", "field", "user"))
	m.pressAll("nick", "enter", "enter", "space", "enter")
	for _, gone := range []string{"email", "Rename", "Remove"} {
		if strings.Contains(m.View(), gone) {
			t.Errorf("the form offers %s:\n%s", gone, m.View())
		}
	}
}

func TestRevisionForm_Preview(t *testing.T) {
	m, _ := revisionForm(revision("remove", "resource"))
	m.pressAll("down", "space", "enter")
	if want := "create a.go\n[\"remove\" \"resource\" \"order\"]\n"; m.session.question().before != want {
		t.Errorf("got %q, want %q", m.session.question().before, want)
	}
	m.pressAll("back", "down", "space", "up", "space", "enter")
	if !strings.Contains(m.View(), "This change is impossible") || !strings.Contains(m.View(), "order refers to user") || strings.Contains(m.View(), "Yes") {
		t.Errorf("the form offers an impossible change:\n%s", m.View())
	}
}

func TestRevisionForm_CurrentAnswers(t *testing.T) {
	m, _ := revisionForm(revision("set"))
	for _, want := range []string{"framework  chi", "features   docs", "name       shop"} {
		if !strings.Contains(m.View(), want) {
			t.Errorf("%q is missing:\n%s", want, m.View())
		}
	}
	if strings.Contains(m.View(), "Continue") || strings.Contains(m.View(), "prefork") {
		t.Errorf("the form offers something that changes nothing:\n%s", m.View())
	}
}
