package render_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/render"
)

// rendered returns what a template makes of a service with the resources.
func rendered(t *testing.T, template string, resources ...string) string {
	t.Helper()
	p := small(t, map[string]string{"layers/base/files/x.tmpl": template})
	values := map[string]any{"name": "hello", "color": "red", "extras": []string{"a"}, "loud": true}
	made, err := render.Render(t.Context(), p, resolve(t, p, values, resources...))
	if err != nil {
		t.Fatal(err)
	}
	return string(made.Tree()["x"].Data)
}

func TestData_TypesAndModifiers(t *testing.T) {
	got := rendered(t, `{{join " " .Types}}; {{join " " .Modifiers}}`,
		"user name:string:optional email:string:unique", "order note:string:max=9:default=a buyer:ref=user")
	if diff := cmp.Diff("ref string; default max optional unique", got); diff != "" {
		t.Error(diff)
	}
}

func TestData_ReferencesBack(t *testing.T) {
	const template = `{{range .Resources}}{{range .Fields}}{{with .Target}}{{$.Options.name}} {{.Name}} {{.Back}}
{{end}}{{end}}{{end}}`
	for name, tc := range map[string]struct {
		resources []string
		want      string
	}{
		"one way":             {[]string{"user name:string", "order buyer:ref=user"}, "hello user false\n"},
		"to itself":           {[]string{"user boss:ref=user:optional"}, "hello user true\n"},
		"there and back":      {[]string{"user last:ref=order:optional", "order buyer:ref=user"}, "hello order true\nhello user true\n"},
		"through another one": {[]string{"a b:ref=b", "b c:ref=c", "c a:ref=a:optional"}, "hello b true\nhello c true\nhello a true\n"},
		"next to a circle":    {[]string{"a b:ref=b", "b b:ref=b:optional"}, "hello b false\nhello b true\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, rendered(t, template, tc.resources...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
