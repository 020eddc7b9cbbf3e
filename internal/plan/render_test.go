package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plan"
)

// file returns the text of one file of the service that small makes with files.
func file(t *testing.T, path string, files map[string]string) string {
	t.Helper()
	p, err := renderSmall(t, t.Context(), small(t, files))
	if err != nil {
		t.Fatal(err)
	}
	f, ok := p.Tree()[path]
	if !ok {
		t.Fatalf("there is no %s among %v", path, p.Tree().Paths())
	}
	return string(f.Data)
}

func TestErrorsNameTheLineInThePack(t *testing.T) {
	tests := map[string]struct{ template, want string }{
		"a field that isn't":         {`{{.Nmae}}`, `layers/base/files/x.tmpl:2: .Nmae: Data has no field Nmae, it has Options, Resources, Types, Modifiers, Resource, Steps, Step`},
		"a field of a resource":      {`{{range .Resources}}{{.Nmae}}{{end}}`, `layers/base/files/x.tmpl:2: .Nmae: Resource has no field Nmae, it has Name, Plural, Package, Fields, Referrers`},
		"a resource where none is":   {`{{.Resource.Name}}`, "layers/base/files/x.tmpl:2: .Resource.Name: there is no Resource here: it is set only in a layer with `each: resource`"},
		"a step where none is":       {`{{.Step.ID}}`, "layers/base/files/x.tmpl:2: .Step.ID: there is no Step here: it is set only in a layer with `each: step`"},
		"a target where none is":     {`{{range .Resources}}{{range .Fields}}{{.Target.Name}}{{end}}{{end}}`, `layers/base/files/x.tmpl:2: .Target.Name: there is no Target here: it is set only of a ref field`},
		"a column that isn't":        {`{{range .Resources}}{{range .Fields}}{{.Type.sql}}{{end}}{{end}}`, `layers/base/files/x.tmpl:2: .Type.sql: there is no "sql"`},
		"a key that isn't":           {`{{(dict "a" 1).b}}`, `layers/base/files/x.tmpl:2: 1: there is no "b"`},
		"an index that isn't":        {`{{index (list 1) 1}}`, `layers/base/files/x.tmpl:2: index (list 1) 1: index: there is no element 1`},
		"a key by index that isn't":  {`{{index (dict "a" 1) "b"}}`, `layers/base/files/x.tmpl:2: index (dict "a" 1) "b": index: there is no "b"`},
		"a field of a list":          {`{{with $all := .Resources}}{{$all.Name}}{{end}}`, `layers/base/files/x.tmpl:2: $all.Name: a list has no field Name`},
		"data where a text belongs":  {`{{pascal .}}`, `layers/base/files/x.tmpl:2: .: wrong type for value; expected string; got Data`},
		"a text with fields":         {`{{.Options.name.first}}`, `layers/base/files/x.tmpl:2: .Options.name.first: it has no field first`},
		"a list, printed":            {`{{.Options.extras}}`, `layers/base/files/x.tmpl:2: a text, a number or a bool can be printed, and this is a list`},
		"a resource, printed":        {`{{range .Resources}}{{.}}{{end}}`, `layers/base/files/x.tmpl:2: a text, a number or a bool can be printed, and this is a Resource`},
		"nothing, printed":           {`{{first list}}`, `layers/base/files/x.tmpl:2: a text, a number or a bool can be printed, and this is nothing`},
		"a function's own complaint": {`{{join ", " "a"}}`, `layers/base/files/x.tmpl:2: join ", " "a": join: it takes a list, and this is a text`},
		"an address":                 {`{{range .Resources}}{{printf "%p" .}}{{end}}`, `printf: a text, a number or a bool can be printed, and this is a Resource`},
		"a verb for another type":    {`{{printf "%d" "a"}}`, `"%d" doesn't fit its arguments: %!d(string=a)`},
		"a reserved kind computed":   {`{{safe .Options.name "a"}}`, `safe: the pack has no kind of reserved words "hello"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := renderSmall(t, t.Context(), small(t, map[string]string{"layers/base/files/x.tmpl": "first line\n" + tt.template}))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got:  %v\nwant: %s", err, tt.want)
			}
			if f := fault.All(err)[0]; f.Code != "bad_pack" || f.Exit != fault.ExitUsage {
				t.Errorf("code %s, exit code %d", f.Code, f.Exit)
			}
			if strings.Contains(err.Error(), "template:") || strings.Contains(err.Error(), "_text") {
				t.Errorf("it speaks of what is inside: %v", err)
			}
		})
	}
}

func TestErrorsInPartialsFragmentsAndPaths(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		want  string
	}{
		"a partial": {
			map[string]string{"layers/base/files/x.tmpl": `{{template "p" .}}`, "partials/p.tmpl": "a\nb {{.X}}"},
			"partials/p.tmpl:2: .X: Data has no field X",
		},
		"a partial without data": {
			map[string]string{"layers/base/files/x.tmpl": `{{template "p"}}`, "partials/p.tmpl": "{{.Options.name}}"},
			`partials/p.tmpl:1: .Options.name: there is no Options: the partial is called without data, see {{template "NAME" .}}`,
		},
		"a fragment": {
			map[string]string{"layers/base/files/x.tmpl": `{{slot "lines"}}`, "layers/base/slots/lines/a.tmpl": "a\n\n{{.X}}"},
			"layers/base/slots/lines/a.tmpl:3: .X: Data has no field X",
		},
		"a slot within a fragment": {
			map[string]string{"layers/base/slots/lines/a.tmpl": `{{slot "lines"}}`},
			"layers/base/slots/lines/a.tmpl:1: slot \"lines\": slot: a fragment can't hold a slot",
		},
		"a path": {
			map[string]string{"layers/base/files/{{.X}}": ""},
			"layers/base/files/{{.X}}:1: .X: Data has no field X",
		},
		"a template that isn't one": {
			map[string]string{"layers/base/files/x.tmpl": "a\n{{if}}"},
			"layers/base/files/x.tmpl:2: missing value for if",
		},
		"a partial that isn't there": {
			map[string]string{"layers/base/files/x.tmpl": `{{template "layers/base/files/b" .}}`},
			`layers/base/files/x.tmpl:1: the pack has no partial "layers/base/files/b"`,
		},
		"Go that isn't": {
			map[string]string{"layers/base/files/x.go.tmpl": "package x\n{{if true}}\nfunc ) {{end}}\n"},
			`layers/base/files/x.go.tmpl: what it renders is no Go: x.go:3: expected 'IDENT', found ')': func )`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := renderSmall(t, t.Context(), small(t, tt.files))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got:  %v\nwant: %s", err, tt.want)
			}
		})
	}
}

func TestUnionNeverOverrides(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		want  string
	}{
		"two layers, one path": {
			map[string]string{"layers/base/files/docs/x": "1", "layers/red/files/docs/x": "2"},
			"layers/red/files/docs/x: layer base and layer red both lay docs/x",
		},
		"two layers, one path as rendered": {
			map[string]string{"layers/base/files/hello": "1", "layers/red/files/{{.Options.name}}": "2"},
			"layers/red/files/{{.Options.name}}: layer base and layer red both lay hello",
		},
		"a file and a template of one layer": {
			map[string]string{"layers/base/files/x": "1", "layers/base/files/x.tmpl": "2"},
			"layers/base/files/x.tmpl: layer base lays x twice",
		},
		"one path for every resource": {
			map[string]string{"layers/each/files/x": "1"},
			"layers/each/files/x: layer each lays x twice: each of its items needs a path of its own",
		},
		"paths that differ in case": {
			map[string]string{"layers/base/files/Docs/x": "1", "layers/red/files/docs/y": "2"},
			"layers/red/files/docs/y: layer red lays docs/y beside Docs of layer base, which some system takes for the same",
		},
		"a file where a folder is": {
			map[string]string{"layers/base/files/x/y": "1", "layers/red/files/x": "2"},
			"layers/red/files/x: layer base and layer red both lay x",
		},
		"two fragments under one key": {
			map[string]string{"layers/base/slots/lines/a": "1", "layers/red/slots/lines/a.tmpl": "2"},
			"layers/red/slots/lines/a.tmpl: layers base and red both fill slot lines under the key a",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := renderSmall(t, t.Context(), small(t, tt.files))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got:  %v\nwant: %s", err, tt.want)
			}
		})
	}
}

func TestRenderedPathsStayInside(t *testing.T) {
	tests := map[string]struct{ target, word, want string }{
		"an absolute path":          {"{{.Options.word}}", "/etc/x", "it is absolute"},
		"a parent":                  {"{{.Options.word}}/x", "..", `it has the segment ".."`},
		"a parent in the middle":    {"a/{{.Options.word}}/x", "b/../../..", `it has the segment ".."`},
		"parents that would cancel": {"a/{{.Options.word}}", "b/../c", `it has the segment ".."`},
		"the folder itself":         {"a/{{.Options.word}}", ".", `it has the segment "."`},
		"an empty segment":          {"a/{{trim .Options.word}}/b", " ", "it has an empty segment"},
		"nothing":                   {"{{trim .Options.word}}", " ", "it is empty"},
		"git's folder":              {"{{.Options.word}}/config", ".Git", "git's own"},
		"the answers":               {".{{.Options.word}}.yaml", "newsvc", "newsvc's own"},
		"a device":                  {"a/{{.Options.word}}.txt", "NUL", "the name of a device on Windows"},
		"a drive":                   {"{{.Options.word}}", "C:x", "the character ':'"},
		"a backslash":               {"a{{.Options.word}}", `\..\x`, `the character '\\'`},
		"a line break":              {"a{{.Options.word}}b", "\n", `the character '\n'`},
		"a dot at the end":          {"a{{.Options.word}}", ".", "which Windows drops"},
		"a long segment":            {"a{{.Options.word}}", strings.Repeat("x", 120), "longer than 120 bytes"},
		"a long path":               {"{{.Options.word}}x", strings.Repeat("x/", 100), "longer than 200 bytes"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := small(t, map[string]string{"layers/base/files/" + tt.target: "x"})
			s := resolve(t, p, map[string]any{"name": "hello", "extras": []string{}, "loud": true}, "user name:string")
			s.Values["word"] = tt.word // Whatever Resolve would say of it.
			_, err := plan.Render(t.Context(), p, s)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got:  %v\nwant: %s", err, tt.want)
			}
			if !strings.HasPrefix(err.Error(), "layers/base/files/"+tt.target+": ") {
				t.Errorf("it doesn't name the file of the pack: %v", err)
			}
		})
	}
}

func TestSlots(t *testing.T) {
	host := "a:\n{{- slot \"lines\"}}\nb\n"
	tests := map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing contributes":             {nil, "a:\nb\n"},
		"one fragment":                    {map[string]string{"layers/base/slots/lines/x": "  x\n"}, "a:\n  x\nb\n"},
		"a fragment of several lines":     {map[string]string{"layers/base/slots/lines/x": "  x\n  y\n"}, "a:\n  x\n  y\nb\n"},
		"a fragment without a line end":   {map[string]string{"layers/base/slots/lines/x": "  x"}, "a:\n  x\nb\n"},
		"several are sorted by key":       {map[string]string{"layers/base/slots/lines/y": "y\n", "layers/red/slots/lines/x": "x\n"}, "a:\nx\ny\nb\n"},
		"keys are compared without .tmpl": {map[string]string{"layers/base/slots/lines/x.tmpl": "1\n", "layers/red/slots/lines/x-y": "2\n"}, "a:\n1\n2\nb\n"},
		"one for each resource, by name":  {map[string]string{"layers/each/slots/lines/x.tmpl": "{{.Resource.Name}}\n"}, "a:\norder\nuser\nb\n"},
		"the key before the resource": {
			map[string]string{"layers/each/slots/lines/x.tmpl": "x {{.Resource.Name}}\n", "layers/each/slots/lines/y.tmpl": "y {{.Resource.Name}}\n"},
			"a:\nx order\nx user\ny order\ny user\nb\n",
		},
		"a fragment that comes to nothing": {
			map[string]string{"layers/base/slots/lines/x.tmpl": "{{if eq .Options.color \"blue\"}}x{{end}}\n", "layers/base/slots/lines/y": "y\n"},
			"a:\ny\nb\n",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"layers/base/files/x.tmpl": host}
			for path, text := range tt.files {
				files[path] = text
			}
			if diff := cmp.Diff(tt.want, file(t, "x", files)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRender_FormatsGo(t *testing.T) {
	const ragged, neat = "package x\n\nvar   a = 1\n", "package x\n\nvar a = 1\n"
	tests := map[string]struct {
		gofmt string // in the manifest
		want  map[string]string
	}{
		"all, if the manifest doesn't say": {"", map[string]string{"a.go": neat, "z-user.go": neat, "z-order.go": neat}},
		"none":                             {"gofmt: []\n", map[string]string{"a.go": ragged, "z-user.go": ragged, "z-order.go": ragged}},
		"one file":                         {"gofmt: [a.go]\n", map[string]string{"a.go": neat, "z-user.go": ragged}},
		"files whose paths depend on their names": {"gofmt: ['z-{{.Resource.Name}}.go']\n", map[string]string{"a.go": ragged, "z-user.go": neat, "z-order.go": neat}},
		"files that a pattern matches":            {"gofmt: ['*.go']\n", map[string]string{"a.go": neat, "z-user.go": neat}},
		"files that aren't Go stay as they are":   {"", map[string]string{"a.txt": ragged}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, err := renderSmall(t, t.Context(), small(t, map[string]string{
				"pack.yaml":                                      smallManifest + tt.gofmt,
				"layers/base/files/a.go.tmpl":                    ragged,
				"layers/base/files/a.txt":                        ragged,
				"layers/each/files/z-{{.Resource.Name}}.go.tmpl": ragged,
			}))
			if err != nil {
				t.Fatal(err)
			}
			got := p.Tree()
			for path, want := range tt.want {
				if diff := cmp.Diff(want, string(got[path].Data)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", path, diff)
				}
			}
		})
	}
}

func TestUnformattedNamesFileAndLine(t *testing.T) {
	p := plan.Plan{Files: []plan.File{
		{Path: "good.go", Data: []byte("package x\n\nvar a = 1\n")},
		{Path: "ragged.go", Data: []byte("package x\n\nvar   a = 1\n"), Layer: "base"},
		{Path: "broken.go", Data: []byte("package\n"), Layer: "base"},
		{Path: "ragged.txt", Data: []byte("package   x\n")},
	}}
	want := "ragged.go (layer base): line 3 isn't as gofmt writes it\n" +
		"broken.go (layer base): broken.go:1: expected 'IDENT', found 'EOF': package"
	if err := p.Unformatted(); err == nil || err.Error() != want {
		t.Errorf("got:  %v\nwant: %s", err, want)
	}
}

func TestAnswersThatShapeAFile(t *testing.T) {
	p, err := renderSmall(t, t.Context(), small(t, map[string]string{
		"layers/base/files/text.tmpl":              "{{.Options.name}}",
		"layers/base/files/{{.Options.name}}.path": "x",
		"layers/base/files/partial.tmpl":           `{{template "a" .}}`,
		"partials/a.tmpl":                          `{{template "b" .}}{{if false}}{{template "a" .}}{{end}}`,
		"partials/b.tmpl":                          `{{if $.Options.loud}}x{{end}}`,
		"layers/base/files/slot.tmpl":              `{{slot "lines"}}`,
		"layers/red/slots/lines/x.tmpl":            `{{has "a" .Options.extras}}`,
		"layers/red/files/layer.tmpl":              `{{index .Options "name"}}`,
		"layers/base/files/whole.tmpl":             `{{range $k, $v := .Options}}{{$k}}{{end}}`,
		"layers/base/files/nothing.tmpl":           `{{range .Resources}}{{.Name}}{{end}}`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	all := "color extras loud name word"
	want := map[string]string{
		".newsvc.yaml": all, "b": "", "r": "color", "e-user": "", "e-order": "",
		"text": "name", "hello.path": "name", "partial": "loud", "slot": "color extras", "layer": "color name", "whole": all, "nothing": "",
	}
	got := map[string]string{}
	for _, f := range p.Files {
		got[f.Path] = strings.Join(f.Answers, " ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestShapes(t *testing.T) {
	got, err := plan.Shapes(toy(t))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"name":            {"README.md", "app/chain.py", "app/store.py"},
		"greeting":        {"README.md", "app/__main__.py"},
		"server=plain":    {"app/chain.py", "app/server.py"},
		"server=threaded": {"README.md", "app/chain.py", "app/server.py"},
		"store=disk":      {"README.md", "app/store.py"},
		"store=memory":    {"app/store.py"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestShapesPutAnAsteriskForActions(t *testing.T) {
	got, err := plan.Shapes(small(t, map[string]string{"layers/red/files/a/{{.Options.name}}-{{.Options.color}}.txt.tmpl": ""}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a/*-*.txt", "r"}, got["color=red"]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
