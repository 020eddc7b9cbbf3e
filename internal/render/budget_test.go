package render_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
)

const smallManifest = `format: 1
name: small
version: 0.1.0
description: A pack for one test
options:
  - {name: name, kind: text, format: name, prompt: name, help: the name}
  - {name: color, kind: choice, prompt: color, help: the color, default: red, choices: [{name: red, what: warm}, {name: blue, what: cold}]}
  - {name: extras, kind: many, prompt: extras, help: the extras, choices: [{name: a, what: first}, {name: b, what: second}]}
  - {name: word, kind: text, prompt: word, help: a word, default: word}
  - {name: loud, kind: bool, prompt: loud, help: whether it is loud}
layers:
  - {folder: base}
  - {folder: each, each: resource}
  - {folder: red, when: {color: red}}
slots:
  - {name: lines}
types:
  string: {go: string}
  ref: {go: string}
reserved:
  package: {suffix: entity, words: [type, import]}
initialisms: [id, INITIALISMS]
`

// small loads a pack with the manifest above and the given files.
func small(t testing.TB, files map[string]string) *pack.Pack {
	t.Helper()
	fsys := fstest.MapFS{
		"pack.yaml":                              {Data: []byte(strings.Replace(smallManifest, "INITIALISMS", initialisms(), 1))},
		"layers/base/files/b":                    {Data: []byte("b\n")},
		"layers/red/files/r":                     {Data: []byte("r\n")},
		"layers/each/files/e-{{.Resource.Name}}": {Data: []byte("e\n")},
	}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	p, err := pack.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// initialisms are as many as a pack may have, and none of these tests uses any.
func initialisms() string {
	var all []string
	for i := range 999 {
		all = append(all, fmt.Sprintf("q%d", i))
	}
	return strings.Join(all, ", ")
}

// renderSmall renders a service with two resources.
func renderSmall(t testing.TB, ctx context.Context, p *pack.Pack) (render.Plan, error) {
	t.Helper()
	s := resolve(t, p, map[string]any{"name": "hello", "color": "red", "extras": []string{"a"}, "loud": true},
		"user name:string", "order buyer:ref=user")
	return render.Render(ctx, p, s)
}

func TestRender_HostileTemplates(t *testing.T) {
	tests := map[string]struct {
		template string
		partials map[string]string
		want     string
	}{
		"a list too long":                   {template: `{{range until 300000000}}x{{end}}`, want: "a list has more than 10000 elements"},
		"a range over a number":             {template: `{{range 300000000}}{{end}}`, want: "steps"},
		"ranges within ranges":              {template: `{{range until 10000}}{{range until 10000}}{{end}}{{end}}`, want: "steps"},
		"a range that only continues":       {template: `{{range 300000000}}{{continue}}{{end}}`, want: "steps"},
		"a range of long conditions":        {template: `{{range 300000000}}{{if ` + strings.Repeat("not (", 5000) + "1" + strings.Repeat(")", 5000) + `}}{{end}}{{end}}`, want: "steps"},
		"a range with an else":              {template: `{{range 300000000}}{{else}}x{{end}}`, want: "steps"},
		"a text doubled by printf":          {template: doubling(`printf "%s%s" $x $x`), want: "a value is longer than 256 KiB"},
		"a text doubled by print":           {template: doubling(`print $x $x`), want: "a value is longer than 256 KiB"},
		"a text doubled by println":         {template: doubling(`println $x $x`), want: "a value is longer than 256 KiB"},
		"a text doubled by join":            {template: doubling(`join "" (list $x $x)`), want: "a value is longer than 256 KiB"},
		"a text doubled by replace":         {template: doubling(`replace "x" "xx" $x`), want: "a value is longer than 256 KiB"},
		"a text doubled by quote":           {template: doubling(`quote $x $x`), want: "a value is longer than 256 KiB"},
		"a text doubled by indent":          {template: doubling(`indent (len $x) $x`), want: "a value is longer than 256 KiB"},
		"a text of one huge indent":         {template: `{{indent 2000000000 "x"}}`, want: "spaces are not possible"},
		"a width":                           {template: `{{printf "%2000000000d" 1}}`, want: "a width over 999"},
		"a width from an argument":          {template: `{{printf "%*d" 2000000000 1}}`, want: "a verb that isn't supported"},
		"many widths":                       {template: `{{$f := "%999d"}}{{range 10}}{{$f = print $f $f}}{{end}}{{printf $f 1}}`, want: "doesn't fit"},
		"many large values":                 {template: `{{$x := indent 200000 "x"}}{{range 10000}}{{$y := upper $x}}{{end}}`, want: "handle more than 16 MiB"},
		"a large file":                      {template: `{{$x := indent 200000 "x"}}{{range 100}}{{$x}}{{end}}`, want: "longer than 4 MiB"},
		"a list of lists, printed":          {template: `{{$x := list 1 2}}{{range until 60}}{{$x = list $x $x}}{{end}}{{$x}}`, want: "only a text, a number or a bool can be printed, but this is a list"},
		"a list of lists, quoted":           {template: `{{$x := list 1 2}}{{range until 60}}{{$x = list $x $x}}{{end}}{{quote $x}}`, want: "only a text, a number or a bool can be printed"},
		"a list of lists, as a key":         {template: `{{$x := list 1 2}}{{range until 60}}{{$x = list $x $x}}{{end}}{{dict $x 1}}`, want: "a key must be a text, but this is a list"},
		"a list of lists, searched":         {template: `{{$x := list 1 2}}{{range until 60}}{{$x = list $x $x}}{{end}}{{uniq (list $x $x)}}`, want: "this is a list"},
		"a long list made unique":           {template: `{{$x := until 10000}}{{$y := uniq $x}}`, want: "handle more than 16 MiB"},
		"long texts compared":               {template: long + `{{range 10000}}{{if eq $x $y}}{{end}}{{end}}`, want: "handle more than 16 MiB"},
		"long texts ordered":                {template: long + `{{range 10000}}{{if lt $x $y}}{{end}}{{end}}`, want: "handle more than 16 MiB"},
		"a long text searched in a list":    {template: long + `{{$l := list $y $y $y $y $y $y}}{{range 10000}}{{if has $x $l}}{{end}}{{end}}`, want: "handle more than 16 MiB"},
		"long texts made unique":            {template: long + `{{range 10000}}{{$z := uniq (list $x $y)}}{{end}}`, want: "handle more than 16 MiB"},
		"long texts sorted":                 {template: long + `{{range 10000}}{{$z := sortAlpha (list $x $y)}}{{end}}`, want: "handle more than 16 MiB"},
		"a long text tested for a long one": {template: long + `{{range 10000}}{{if hasPrefix $x "y"}}{{end}}{{end}}`, want: "handle more than 16 MiB"},
		"a long text in camel case":         {template: `{{$x := replace " " "a_" (indent 100000 "x")}}{{range 10000}}{{$y := camel $x}}{{end}}`, want: "handle more than 16 MiB"},
		"a partial that calls itself":       {template: `{{template "a" .}}`, partials: map[string]string{"a": `{{template "a" .}}`}, want: "partials are nested more than 64 deep"},
		"a mark":                            {template: `{{$x := printf "%c" 0}}{{range 2}}{{$x}}{{end}}`, want: "the printed text has a zero byte"},
		"partials in a circle":              {template: `{{template "a" .}}`, partials: map[string]string{"a": `{{template "b" .}}`, "b": `x{{template "a" .}}`}, want: "partials are nested more than 64 deep"},
		"partials that each call one twice": {template: `{{template "a" .}}`, partials: tower(40), want: "steps"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"layers/base/files/x.tmpl": "first line\n" + tt.template}
			for partial, text := range tt.partials {
				files["partials/"+partial+".tmpl"] = text
			}
			p := small(t, files)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := renderSmall(t, t.Context(), p)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got error %v, want one with %q", err, tt.want)
			}
			if !strings.HasPrefix(err.Error(), "layers/base/files/x.tmpl") && !strings.HasPrefix(err.Error(), "partials/") {
				t.Errorf("the error names no file of the pack: %v", err)
			}
			if took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 256 {
				t.Errorf("allocated %d MiB", mib)
			}
		})
	}
}

// long makes two long texts of which the last byte alone differs.
const long = `{{$x := printf "%s1" (indent 200000 "x")}}{{$y := printf "%s2" (indent 200000 "x")}}`

func doubling(expression string) string {
	return `{{$x := "x"}}{{range until 60}}{{$x = ` + expression + `}}{{end}}`
}

// tower makes partials that run 2^n times in all.
func tower(n int) map[string]string {
	partials := map[string]string{}
	name := func(i int) string { return strings.Repeat("a", i+1) }
	for i := range n {
		partials[name(i)] = `{{template "` + name(i+1) + `" .}}{{template "` + name(i+1) + `" .}}`
	}
	partials[name(n)] = "x"
	return partials
}

func TestRender_CancelledContext(t *testing.T) {
	p := small(t, map[string]string{"layers/base/files/x.tmpl": `{{range until 5000}}x{{end}}`})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := renderSmall(t, ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestRender_LimitsStepsOfService(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("layers/base/files/f%d.tmpl", i)] = `{{range until 9000}}{{range until 2}}{{end}}{{end}}`
	}
	_, err := renderSmall(t, t.Context(), small(t, files))
	if want := "the service takes more than 1020000 steps"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRender_LimitsWorkOfService(t *testing.T) {
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("layers/base/files/f%d.tmpl", i)] = `{{$x := indent 200000 "x"}}{{range 70}}{{$y := upper $x}}{{end}}`
	}
	start := time.Now()
	_, err := renderSmall(t, t.Context(), small(t, files))
	if want := "the functions of the service handle more than 256 MiB"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	if took := time.Since(start); took > 15*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestRender_RejectsSlowGo(t *testing.T) {
	tests := map[string]struct{ template, want string }{
		"brackets in brackets": {"package x\n\nvar y = " + strings.Repeat("f(", 5000) + "1" + strings.Repeat(")", 5000) + "\n", "brackets are nested more than 100 deep"},
		"a long expression":    {"package x\n\nvar y = 1" + strings.Repeat(" + 1", 30_000) + "\n", "an expression has more than 20000 parts"},
		"a long file":          {"package x\n\n{{range 600}}{{indent 2000 `// x`}}\n{{end}}\n", "a Go file is longer than 1 MiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := small(t, map[string]string{"layers/base/files/x.go.tmpl": "{{range until 1}}{{end}}" + tt.template})
			_, err := renderSmall(t, t.Context(), p)
			if want := "layers/base/files/x.go.tmpl: " + tt.want; err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

func TestRender_Timeout(t *testing.T) {
	tests := map[string]struct {
		path  string
		limit time.Duration
	}{
		"while a template runs": {"layers/base/files/x.tmpl", time.Millisecond},
		"while Go is formatted": {"layers/base/files/x.go.tmpl", 150 * time.Millisecond},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			// It is Go of which each part is fast to format, and all of it takes some seconds.
			text := "package x\n\n{{range 9000}}var _ = []int{" + strings.Repeat("1, ", 30) + "}\n{{end}}{{range 80}}{{range 1000}}{{end}}{{end}}"
			p := small(t, map[string]string{tt.path: text})
			s := resolve(t, p, map[string]any{"name": "hello", "color": "red", "extras": []string{}, "loud": true}, "user name:string")
			want := tt.path + ": rendering the service takes too long"
			_, err := render.RenderWithin(t.Context(), tt.limit, p, s)
			// On a busy machine, the time may be over before the template begins.
			for limit := 2 * tt.limit; err != nil && !strings.Contains(err.Error(), want) && limit < time.Minute; limit *= 2 {
				_, err = render.RenderWithin(t.Context(), limit, p, s)
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}
