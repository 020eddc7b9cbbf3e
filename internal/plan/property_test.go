package plan_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// odd are names that collide with something somewhere.
var odd = []string{
	"type", "order", "user", "person", "news", "series", "http", "error", "test", "config", "store", "windows", "import", "class",
	"order_item", "a1", "exception", "status", "index", "x_test", "main", "server",
}

// generated makes a specification by chance. Not all that chance makes is
// valid; ok tells.
func generated(p *pack.Pack, random *rand.Rand) (s spec.Spec, ok bool) {
	a := spec.Answers{Values: map[string]any{"name": pick(random, []string{"hello", "a", "my-service", "x1"})}}
	for _, o := range p.Manifest.Options {
		if o.Kind == pack.Choice {
			a.Values[o.Name] = pick(random, o.Choices).Name
		}
	}
	names := slices.Clone(odd)
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	names = names[:1+random.IntN(6)]
	for _, name := range names {
		r, err := resource.Parse(name + fields(random, names))
		if err != nil {
			return s, false
		}
		a.Resources = append(a.Resources, r)
	}
	s, err := spec.Resolve(p.Manifest, spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}, a)
	return s, err == nil
}

func fields(random *rand.Rand, resources []string) string {
	var text strings.Builder
	for i := range 1 + random.IntN(6) {
		field := pick(random, []string{
			"string", "string:unique", "string:optional", "bool", "bool:default=true", "int:min=1:max=9", "int:default=3", "enum=new,paid",
			"ref=" + pick(random, resources) + ":optional",
		})
		fmt.Fprintf(&text, " %s%d:%s", pick(random, odd), i, field)
	}
	return text.String()
}

func pick[T any](random *rand.Rand, all []T) T { return all[random.IntN(len(all))] }

// goPack is a pack whose Go files are formatted.
func goPack(t testing.TB) *pack.Pack {
	text := "package {{safe \"package\" .Resource.Package}}\n\ntype {{pascal .Resource.Name}} struct {\n" +
		"{{- range .Resource.Fields}}\n{{pascal .Key}} {{.Type.go}} // {{.Kind}}\n{{- end}}\n}\n"
	manifest := strings.Replace(smallManifest, "  ref: {go: string}", "  ref: {go: string}\n  bool: {go: bool}\n  int: {go: int64}\n  enum: {go: string}", 1)
	manifest = strings.NewReplacer("the extras,", "the extras, default: [],", "whether it is loud", "whether it is loud, default: false").Replace(manifest)
	return small(t, map[string]string{
		"pack.yaml": manifest,
		"layers/each/files/{{.Resource.Package}}/type.go.tmpl": text,
		"layers/base/files/all.go.tmpl":                        "package all\n\nvar (\n{{- slot \"lines\"}}\n)\n",
		"layers/each/slots/lines/x.go.tmpl":                    "{{camel .Resource.Name}}0 = {{len .Resource.Fields}} // {{words .Resource.Plural}}\n",
	})
}

// services calls each with services that chance has made of both packs.
func services(t *testing.T, count int, each func(t *testing.T, p *pack.Pack, s spec.Spec)) {
	for name, p := range map[string]*pack.Pack{"python": toy(t), "go": goPack(t)} {
		t.Run(name, func(t *testing.T) {
			valid := 0
			for seed := range uint64(count) {
				s, ok := generated(p, rand.New(rand.NewPCG(seed, 1)))
				if !ok {
					continue
				}
				valid++
				each(t, p, s)
				if t.Failed() {
					t.Fatalf("with seed %d: %+v", seed, s)
				}
			}
			if valid < count/4 {
				t.Errorf("only %d of %d specifications are valid", valid, count)
			}
		})
	}
}

func TestSameInputSameBytes(t *testing.T) {
	services(t, 40, func(t *testing.T, p *pack.Pack, s spec.Spec) {
		var first plan.Plan
		for i, processors := range []int{1, 2, 4} {
			before := runtime.GOMAXPROCS(processors)
			got, err := plan.Render(t.Context(), p, s)
			runtime.GOMAXPROCS(before)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = got
			} else if diff := cmp.Diff(first, got); diff != "" {
				t.Errorf("with %d processors (-1 +%d):\n%s", processors, processors, diff)
			}
		}
	})
}

func TestASketchIsFinishedToWhatRenderMakes(t *testing.T) {
	services(t, 20, func(t *testing.T, p *pack.Pack, s spec.Spec) {
		want, err := plan.Render(t.Context(), p, s)
		if err != nil {
			t.Fatal(err)
		}
		edited := tree.Tree{}
		for path, f := range want.Tree() {
			edited[path] = tree.File{Data: append(bytes.Clone(f.Data), "// edited\n"...)}
		}
		for name, there := range map[string]tree.Tree{"nothing": nil, "all of it": want.Tree(), "all of it, edited": edited} {
			sketch, err := plan.Draw(t.Context(), p, s)
			if err != nil {
				t.Fatal(err)
			}
			got, err := sketch.Finish(t.Context(), there)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("where %s is there (-rendered +finished):\n%s", name, diff)
			}
		}
	})
}

func TestSketches_SameAnswersOnce(t *testing.T) {
	p := toy(t)
	var sketches plan.Sketches
	draw := func(name string) *plan.Sketch {
		sketch, err := sketches.Draw(t.Context(), p, resolve(t, p, map[string]any{"name": name}))
		if err != nil {
			t.Fatal(err)
		}
		return sketch
	}
	first := draw("hello")
	if draw("hello") != first {
		t.Error("the same answers are drawn twice")
	}
	if other := draw("other"); other == first || cmp.Equal(other.Tree(), first.Tree()) {
		t.Error("other answers have the same sketch")
	}
	for i := range 20 {
		draw(fmt.Sprint("hello", i))
	}
	if draw("hello") == first {
		t.Error("the sketch is kept while many others are drawn")
	}
}

func TestAnotherLoadOfThePackMakesNoDifference(t *testing.T) {
	p, again := toy(t), toy(t)
	s := resolve(t, p, map[string]any{"name": "hello"}, shop...)
	a, errA := plan.Render(t.Context(), p, s)
	b, errB := plan.Render(t.Context(), again, s)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
}

func TestEveryPlanIsSortedAndInsideAndOneOfEach(t *testing.T) {
	services(t, 60, func(t *testing.T, p *pack.Pack, s spec.Spec) {
		got, err := plan.Render(t.Context(), p, s)
		if err != nil {
			t.Fatal(err)
		}
		var paths tree.Paths
		last := ""
		for _, f := range got.Files {
			if f.Path <= last {
				t.Errorf("%s comes after %s", f.Path, last)
			}
			last = f.Path
			if err := pack.CheckPath(f.Path); err != nil && f.Path != plan.AnswersPath {
				t.Errorf("%s: %v", f.Path, err)
			}
			if other, _, ok := paths.Add(f.Path, ""); !ok {
				t.Errorf("%s is beside %s", f.Path, other)
			}
			if bytes.Contains(f.Data, []byte("<no value>")) || bytes.Contains(f.Data, []byte("0xc0")) || bytes.Contains(f.Data, []byte("\r")) {
				t.Errorf("%s: %s", f.Path, f.Data)
			}
		}
		if err := got.Unformatted(); err != nil {
			t.Error(err)
		}
	})
}

// A resource's own files depend on it, what it refers to and who refers to
// it: another one more changes nothing there.
func TestUnionOfResources(t *testing.T) {
	p := toy(t)
	values := map[string]any{"name": "hello"}
	one, err := plan.Render(t.Context(), p, resolve(t, p, values, "user name:string"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := plan.Render(t.Context(), p, resolve(t, p, values, "user name:string", "note title:string"))
	if err != nil {
		t.Fatal(err)
	}
	shared := []string{".newsvc.yaml", "app/__main__.py"} // They name every resource.
	trees := two.Tree()
	for path, f := range one.Tree() {
		if !slices.Contains(shared, path) && !bytes.Equal(f.Data, trees[path].Data) {
			t.Errorf("%s differs", path)
		}
	}
}

func TestConcurrentRenderings(t *testing.T) {
	p := goPack(t) // Parsed by whoever comes first.
	s := resolve(t, p, map[string]any{"name": "hello"}, "user name:string", "order buyer:ref=user")
	want, err := plan.Render(t.Context(), goPack(t), s)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			got, err := plan.Render(t.Context(), p, s)
			if err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if _, err := plan.Shapes(p); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// Rendering leaves the specification and the pack as they were.
func TestRenderingTouchesNothing(t *testing.T) {
	p := goPack(t)
	s := resolve(t, p, map[string]any{"name": "hello"}, "user name:string", "order buyer:ref=user")
	before := fmt.Sprintf("%+v", s)
	first, err := plan.Render(t.Context(), p, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range first.Files {
		for i := range f.Data {
			f.Data[i] = '!' // The caller's to change.
		}
	}
	second, err := plan.Render(t.Context(), p, s)
	if err != nil {
		t.Fatal(err)
	}
	if after := fmt.Sprintf("%+v", s); after != before {
		t.Errorf("it was %s and is %s", before, after)
	}
	for _, f := range second.Files {
		if len(f.Data) > 0 && bytes.Count(f.Data, []byte("!")) == len(f.Data) {
			t.Errorf("%s has changed with the first plan", f.Path)
		}
	}
}
