package render_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

var update = flag.Bool("update", false, "write the golden files anew")

const toyFolder = "../../testdata/packs/toy"

// toy loads the engine's own test pack.
func toy(t testing.TB) *pack.Pack {
	t.Helper()
	p, err := pack.Load(os.DirFS(toyFolder))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	return p
}

// resolve makes a specification from values and resources in the field grammar.
func resolve(t testing.TB, p *pack.Pack, values map[string]any, resources ...string) spec.Spec {
	t.Helper()
	a := spec.Answers{Values: values}
	for _, text := range resources {
		r, err := resource.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		a.Resources = append(a.Resources, r)
	}
	s, err := spec.Resolve(p.Manifest, spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}, a)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// text writes a plan as one text, so that a difference is read in one place.
func text(p render.Plan) []byte {
	var b bytes.Buffer
	for _, f := range p.Files {
		fmt.Fprintf(&b, "-- %s --\n", f.Path)
		fmt.Fprintf(&b, "layer %q, once %t, exec %t, answers %s\n", f.Layer, f.Once, f.Exec, strings.Join(f.Answers, " "))
		for line := range strings.Lines(string(f.Data)) {
			fmt.Fprintf(&b, "|%s", line)
		}
	}
	return b.Bytes()
}

var shop = []string{
	"order_item number:string count:int:default=1 buyer:ref=user gift_for:ref=user:optional",
	"user name:string url:string:optional state:enum=new,old:default=new",
	"exception done:bool:default=true",
}

func TestToyGolden(t *testing.T) {
	p := toy(t)
	for _, server := range []string{"plain", "threaded"} {
		for _, store := range []string{"memory", "disk"} {
			if server == "threaded" && store == "disk" {
				continue // Refused.
			}
			for size, resources := range map[string][]string{"default": nil, "shop": shop} {
				name := fmt.Sprintf("%s-%s-%s", server, store, size)
				t.Run(name, func(t *testing.T) {
					s := resolve(t, p, map[string]any{"name": "hello", "server": server, "store": store}, resources...)
					got, err := render.Render(t.Context(), p, s)
					if err != nil {
						t.Fatal(err)
					}
					compare(t, filepath.Join("../../testdata/packs/golden", name+".txt"), text(got))
				})
			}
		}
	}
}

// compare holds got to a golden file.
func compare(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s\nrun with -update to accept it", path, diff)
	}
}
