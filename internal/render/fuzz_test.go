package render_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
)

// Whatever a template is, rendering ends: with a service, or with an error
// that names a file of the pack.
func FuzzTemplate(f *testing.F) {
	for _, text := range []string{
		`{{range .Resources}}{{.Name}}{{range .Fields}}{{.Type.go}}{{with .Target}}{{.Plural}}{{end}}{{end}}{{end}}`,
		`{{$x := "x"}}{{range until 30}}{{$x = printf "%s%s" $x $x}}{{end}}{{$x}}`,
		`{{template "p" .}}{{slot "lines"}}{{safe "package" "type"}}`, `{{range 300000000}}{{continue}}{{end}}`,
		`{{index (list 1 (dict "a" 2)) 1 "a"}}`, `{{quote (join "," (sortAlpha (uniq (without (list "b" "a") "c"))))}}`,
		`{{default "a" (first (rest (initial (list 1 2 3))))}}{{ternary 1 2 true}}`, `{{printf "%5.3f|%-10s|%q" 1.5 "a" "b"}}`,
		`{{(((.Options.name)))}}{{if and true (or false .Options.loud)}}{{break}}{{end}}`, `{{slice "abc" 1 2 | indent 3 | nindent 2}}`,
		`{{define "a"}}{{end}}`, `{{/* a */}}{{- 1 -}}`, `{{mul 9223372036854775807 2}}{{sub 1 2}}{{min 1 2}}{{max 1 2}}{{add}}`,
		"{{range \"\\x1b[31m\\n\"}}{{end}}", "{{\"\x1b[2J\" | nope}}", "{{index (dict) \"\\x1b\"}}",
		`{{eq .Resources .Resources}}`, `{{len 1}}`, `{{has .Resources (list .Resources)}}`, `{{.Options}}`, `{{range $k, $v := .Options}}{{$k}}={{$v}}{{end}}`,
	} {
		f.Add(text, text)
	}
	base := small(f, nil)
	s := resolve(f, base, map[string]any{"name": "hello", "color": "red", "extras": []string{"a"}, "loud": true}, "user name:string", "order buyer:ref=user")
	f.Fuzz(func(t *testing.T, text, partial string) {
		p, err := pack.Load(fstest.MapFS{
			"pack.yaml": {Data: []byte(smallManifest)}, "layers/red/files/r": {}, "layers/base/files/x.tmpl": {Data: []byte(text)},
			"layers/each/files/{{.Resource.Name}}.tmpl": {Data: []byte(text)}, "partials/p.tmpl": {Data: []byte(partial)},
			"layers/each/slots/lines/x.tmpl": {Data: []byte(partial)},
		})
		if err != nil {
			return // Bytes that no template has.
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		_, err = render.Render(ctx, p, s)
		if errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("it doesn't end")
		}
		for _, problem := range fault.All(err) {
			if strings.ContainsFunc(problem.Message, unicode.IsControl) || len(problem.Message) > 2000 {
				t.Errorf("a terminal can't bear %q", problem.Message)
			}
			if problem.Code != "bad_pack" || !strings.HasPrefix(problem.Message, "layers/") && !strings.HasPrefix(problem.Message, "partials/") {
				t.Errorf("%#v", problem)
			}
		}
	})
}
