package pack_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
)

const somePresets = `
presets:
  - {name: deep, what: dark red, answers: {color: red, shade: deep}}
  - {name: cold, what: blue, answers: {color: blue}}
`

// withPresets returns a pack with presets that the given one extends.
func withPresets(t *testing.T, rest string) map[string]any {
	t.Helper()
	fsys := grown(t, rest, nil)
	fsys["extends/pack.yaml"].Data = append(fsys["extends/pack.yaml"].Data, somePresets...)
	p, err := pack.Load(fsys)
	if err != nil {
		t.Fatal(report(err))
	}
	all := map[string]any{}
	for _, preset := range p.Manifest.Presets {
		all[preset.Name] = strings.Join(preset.Describe(p.Manifest), "; ")
	}
	return all
}

func TestExtend_Presets(t *testing.T) {
	cases := map[string]struct {
		rest string
		want map[string]any
	}{
		"those of the base":    {"", map[string]any{"deep": "color red; shade deep", "cold": "color blue"}},
		"its own":              {"presets: [{name: warm, what: red, answers: {color: red}}]", map[string]any{"warm": "color red"}},
		"a pinned option":      {"pin: [{option: color, to: red, reason: fashion}]", map[string]any{"deep": "shade deep"}},
		"a choice that is out": {"narrow: [{option: shade, to: [pale], reason: fashion}]", map[string]any{"deep": "color red", "cold": "color blue"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, withPresets(t, c.rest)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLoad_Presets(t *testing.T) {
	fsys := base(t)
	fsys["pack.yaml"].Data = append(fsys["pack.yaml"].Data, somePresets...)
	p, err := pack.Load(fsys)
	if err != nil {
		t.Fatal(report(err))
	}
	want := &pack.Preset{Name: "deep", What: "dark red", Answers: map[string]any{"color": "red", "shade": "deep"}}
	if diff := cmp.Diff(want, p.Manifest.Preset("deep")); diff != "" {
		t.Error(diff)
	}
	if got := p.Manifest.Preset("none"); got != nil {
		t.Errorf("got %v", got)
	}
}
