package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
)

// narrowed is the manifest of a pack that extends another.
var narrowed = pack.Manifest{Name: "own", Options: []pack.Option{
	{
		Name: "color", Kind: pack.Choice, Default: "red", Choices: []pack.OptionChoice{{Name: "red"}, {Name: "blue"}},
		Unavailable: []pack.Unavailable{{Name: "green", Reason: "it fades"}},
	},
	{
		Name: "shape", Kind: pack.Choice, Default: "round", Choices: []pack.OptionChoice{{Name: "round"}},
		Pinned: "corners hurt", Unavailable: []pack.Unavailable{{Name: "square", Reason: "corners hurt"}},
	},
	{Name: "parts", Kind: pack.Many, Default: []string{"a", "b"}, Choices: []pack.OptionChoice{{Name: "a"}, {Name: "b"}}, Pinned: "both are needed"},
	{Name: "nothing", Kind: pack.Many, Default: []string{}, Pinned: "none is needed", Unavailable: []pack.Unavailable{{Name: "c", Reason: "none is needed"}}},
	{Name: "safe", Kind: pack.Bool, Default: true, Pinned: "safety first"},
	{Name: "motto", Kind: pack.Text, Default: "go", Pinned: "it is ours"},
}}

func TestResolve_Pinned(t *testing.T) {
	for name, tt := range map[string]struct {
		values        map[string]any
		message, hint string
	}{
		"nothing":                {map[string]any{}, "", ""},
		"the pinned values":      {map[string]any{"color": "blue", "shape": "round", "parts": []string{"b", "a"}, "nothing": []string{"none"}, "safe": true, "motto": "go"}, "", ""},
		"a choice that is gone":  {map[string]any{"color": "green"}, "--color: green is not available: it fades", "choose one of red, blue"},
		"a pinned choice":        {map[string]any{"shape": "square"}, "--shape: square is not available: corners hurt", "try --shape round"},
		"an unknown choice":      {map[string]any{"shape": "oval"}, "--shape: oval is not one of round", "choose one of them"},
		"a part of a list":       {map[string]any{"parts": []string{"a"}}, "--parts: a is not available: both are needed", "try --parts a,b"},
		"an empty list":          {map[string]any{"parts": []string{}}, "--parts: none is not available: both are needed", "try --parts a,b"},
		"more than an empty one": {map[string]any{"nothing": []string{"c"}}, "--nothing: c is not available: none is needed", "leave it out"},
		"a bool":                 {map[string]any{"safe": false}, "--safe: false is not available: safety first", "try --safe=true"},
		"a text":                 {map[string]any{"motto": "stop"}, "--motto: stop is not available: it is ours", "try --motto go"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Resolve(narrowed, PackRef{Name: "own"}, Answers{Values: tt.values})
			if tt.message == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			all := fault.All(err)
			if len(all) != 1 {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff([]string{tt.message, tt.hint}, []string{all[0].Message, all[0].Hint}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestApplies_Pinned(t *testing.T) {
	for i, o := range narrowed.Options {
		if got := Applies(narrowed, o, nil); got != (i == 0) {
			t.Errorf("%s is asked: %v", o.Name, got)
		}
	}
}
