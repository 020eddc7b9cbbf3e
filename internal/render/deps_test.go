package render_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/render"
)

// goManifest is the small manifest with a Go module and a layer that has
// dependencies.
func goManifest() string {
	return strings.NewReplacer(
		"  - {name: word,", "  - {name: module, kind: text, format: go-module, prompt: module, help: the module}\n  - {name: word,",
		"{folder: base}", "{folder: base, dependencies: [ids]}",
		"{folder: red, when", "{folder: red, dependencies: [ids], when",
		"the extras,", "the extras, default: [],", "whether it is loud", "whether it is loud, default: false",
	).Replace(smallManifest)
}

func goDependencies() map[string]string {
	return map[string]string{
		"pack.yaml":    goManifest(),
		"deps/ids.mod": "go 1.26.0\n\nrequire github.com/google/uuid v1.6.0\n",
		"deps/ids.sum": "github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=\n" +
			"github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=\n",
	}
}

func TestRender_Dependencies(t *testing.T) {
	files := goDependencies()
	p := small(t, files)
	got, err := render.Render(t.Context(), p, resolve(t, p, map[string]any{"name": "hello", "module": "example.com/hello"}, "user name:string"))
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]render.File{}
	for _, f := range got.Files {
		if f.Layer == "deps" {
			made[f.Path] = f
		}
	}
	want := map[string]render.File{
		"go.mod": {
			Path: "go.mod", Layer: "deps", Answers: []string{"color", "module"},
			Data: []byte("module example.com/hello\n\ngo 1.26.0\n\nrequire github.com/google/uuid v1.6.0\n"),
		},
		"go.sum": {Path: "go.sum", Layer: "deps", Answers: []string{"color"}, Data: []byte(files["deps/ids.sum"])},
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	provenance, err := render.Provenance(p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"go.mod"}, provenance["module"]); diff != "" {
		t.Errorf("module (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"go.mod", "go.sum", "r"}, provenance["color=red"]); diff != "" {
		t.Errorf("color=red (-want +got):\n%s", diff)
	}
}

func TestRender_LayerConflictsWithPins(t *testing.T) {
	files := goDependencies()
	files["layers/base/files/go.mod.tmpl"] = "module x\n"
	p := small(t, files)
	_, err := render.Render(t.Context(), p, resolve(t, p, map[string]any{"name": "hello", "module": "example.com/hello"}))
	if want := "deps: layer base and deps both generate go.mod"; err == nil || err.Error() != want {
		t.Errorf("got:  %v\nwant: %s", err, want)
	}
}
