package render_test

import (
	"testing"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
)

const problemsManifest = `format: 1
name: broken
version: 0.1.0
description: A pack with several problems
options:
  - {name: name, kind: text, format: name, prompt: Name, help: the name}
layers:
  - folder: one
  - folder: two
slots:
  - name: list
`

func TestProblems_ReportsAllFiles(t *testing.T) {
	p, err := pack.Load(pack.FilesFS(map[string][]byte{
		"pack.yaml":                    []byte(problemsManifest),
		"layers/one/files/a.txt":       []byte("a\n"),
		"layers/two/files/a.txt":       []byte("b\n"),
		"layers/one/files/b.tmpl":      []byte("{{.Options.name.more}}\n{{- slot \"list\"}}\n"),
		"layers/one/files/c.tmpl":      []byte("ok\n\n  {{.Nothing}}\n"),
		"layers/one/files/d.go.tmpl":   []byte("package {\n"),
		"layers/one/files/e.go.tmpl":   []byte("package }\n"),
		"layers/one/slots/list/f.tmpl": []byte("{{index .Resources 9}}\n"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = render.Problems(t.Context(), p, resolve(t, p, map[string]any{"name": "shop"}))
	at := map[string]fault.Position{}
	for _, e := range fault.All(err) {
		if e.At == nil {
			t.Fatalf("%v has no place", e)
		}
		at[e.At.File] = *e.At
	}
	for _, file := range []string{"two/files/a.txt", "one/files/b.tmpl", "one/files/c.tmpl", "one/files/d.go.tmpl", "one/files/e.go.tmpl", "one/slots/list/f.tmpl"} {
		if _, ok := at["layers/"+file]; !ok {
			t.Errorf("no problem in layers/%s is reported: %v", file, err)
		}
	}
	if got := at["layers/one/files/c.tmpl"]; got.Line != 3 || got.Column != 5 || got.Word != ".Nothing" {
		t.Errorf("the place is %+v", got)
	}
}
