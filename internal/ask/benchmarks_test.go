package ask

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/templates"
)

func TestForm_Benchmarks(t *testing.T) {
	r := request()
	r.Benchmarks = benchmarks.Table{
		Date: "2026-11-23", Machine: "2 cores",
		Measures: []benchmarks.Measure{{Name: "size", What: "binary", Unit: "MB", Brief: true}},
		Rows: []benchmarks.Row{
			{When: map[string]string{"framework": "chi"}, Values: map[string]float64{"size": 12.8}},
			{When: map[string]string{"framework": "fiber"}, Values: map[string]float64{"size": 13.2}},
		},
	}
	m := form(r)
	m.pressAll("enter")
	for _, want := range []string{"measured 2026-11-23, 2 cores", "measured: 12.8 MB binary"} {
		if view := m.View(); !strings.Contains(view, want) {
			t.Errorf("%q is missing in\n%s", want, view)
		}
	}
	m.pressAll("down")
	if view := m.View(); !strings.Contains(view, "measured: 13.2 MB binary") {
		t.Errorf("the other choice:\n%s", view)
	}
}

func TestForm_BuiltInChoicesFit(t *testing.T) {
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	measured, err := benchmarks.Of(p)
	if err != nil {
		t.Fatal(err)
	}
	f := flow{Request{Manifest: p.Manifest, Benchmarks: measured}}
	for _, o := range p.Manifest.Options {
		q := f.option(f.begin(), o)
		if q.kind == line {
			continue
		}
		rows, _ := newList(q).rows(79, len(q.choices), styles{})
		for _, row := range rows {
			if strings.HasSuffix(row, "…") {
				t.Errorf("%s: %q is shortened", o.Name, row)
			}
		}
	}
}
