package choices_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/choices"
	"github.com/newsvc/newsvc/internal/pack"
)

func named(names ...string) []pack.OptionChoice {
	var made []pack.OptionChoice
	for _, name := range names {
		made = append(made, pack.OptionChoice{Name: name})
	}
	return made
}

func manifest() pack.Manifest {
	return pack.Manifest{
		Options: []pack.Option{
			{Name: "name", Kind: pack.Text},
			{Name: "language", Kind: pack.Choice, Choices: named("c", "d", "e", "f")},
			{Name: "store", Kind: pack.Choice, Choices: named("disk", "tape", "none")},
			{Name: "strict", Kind: pack.Bool},
			{Name: "extras", Kind: pack.Many, Choices: named("one", "two", "three", "four")},
		},
		Refusals: []pack.Refusal{{When: pack.When{"language": {"c"}, "store": {"tape"}}}},
	}
}

func TestAll(t *testing.T) {
	all := choices.All(manifest())
	if len(all) != (4*3-1)*2*16 {
		t.Errorf("%d combinations, want all valid ones: %d", len(all), (4*3-1)*2*16)
	}
	want := map[string]any{"language": "c", "store": "disk", "strict": false, "extras": []string{}}
	if diff := cmp.Diff(want, all[0]); diff != "" {
		t.Error(diff)
	}
	seen := map[string]bool{}
	for _, values := range all {
		if seen[fmt.Sprint(values)] {
			t.Errorf("%v occurs twice", values)
		}
		seen[fmt.Sprint(values)] = true
	}
}

func TestPairs(t *testing.T) {
	covered := meetings(choices.Pairs(manifest()))
	for meeting := range meetings(choices.All(manifest())) {
		if !covered[meeting] {
			t.Errorf("%s never occur together", meeting)
		}
	}
	if few := len(choices.Pairs(manifest())); few > 16 {
		t.Errorf("%d combinations, want at most 16", few)
	}
}

func TestPairs_Deterministic(t *testing.T) {
	if diff := cmp.Diff(choices.Pairs(manifest()), choices.Pairs(manifest())); diff != "" {
		t.Error(diff)
	}
}

// meetings returns every pair of values that occurs in a combination. The choices of
// an option that allows several count as one value each.
func meetings(combinations []map[string]any) map[string]bool {
	covered := map[string]bool{}
	for _, values := range combinations {
		var flat []string
		for _, option := range manifest().Options[1:] {
			chosen, many := values[option.Name].([]string)
			if !many {
				flat = append(flat, fmt.Sprint(option.Name, "=", values[option.Name]))
				continue
			}
			for _, c := range option.Choices {
				flat = append(flat, fmt.Sprint(c.Name, "=", slices.Contains(chosen, c.Name)))
			}
		}
		for b := range flat {
			for a := range b {
				covered[flat[a]+" and "+flat[b]] = true
			}
		}
	}
	return covered
}
