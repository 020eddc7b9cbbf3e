package packdev

import (
	"fmt"
	"slices"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/testkit/choices"
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
			{Name: "name", Kind: pack.Text, Format: pack.FormatName},
			{Name: "language", Kind: pack.Choice, Choices: named("c", "d", "e", "f")},
			{Name: "store", Kind: pack.Choice, Choices: named("disk", "tape", "none")},
			{Name: "strict", Kind: pack.Bool},
			{Name: "extras", Kind: pack.Many, Choices: named("one", "two", "three", "four")},
		},
		Refusals: []pack.Refusal{{When: pack.When{"language": {"c"}, "store": {"tape"}}}},
	}
}

// pairsOf returns the pairs of answers in combinations.
func pairsOf(m pack.Manifest, combinations []map[string]any) map[string]bool {
	found := map[string]bool{}
	for _, values := range combinations {
		var flat []string
		for _, o := range m.Options[1:] {
			list, many := values[o.Name].([]string)
			if !many {
				flat = append(flat, fmt.Sprint(o.Name, "=", values[o.Name]))
				continue
			}
			for _, c := range o.Choices {
				flat = append(flat, fmt.Sprint(c.Name, "=", slices.Contains(list, c.Name)))
			}
		}
		for b := range flat {
			for a := range b {
				found[flat[a]+" and "+flat[b]] = true
			}
		}
	}
	return found
}

func TestPairwise_CoversEveryPair(t *testing.T) {
	m := manifest()
	few := pairwise(m)
	covered := pairsOf(m, few)
	for pair := range pairsOf(m, choices.All(m)) {
		if !covered[pair] {
			t.Errorf("%s never occur together", pair)
		}
	}
	for _, values := range few {
		if m.Refusals[0].When.Holds(values) {
			t.Errorf("%v is refused", values)
		}
	}
	if len(few) > 24 {
		t.Errorf("%d combinations are too many", len(few))
	}
}

func TestPairwise_LargeManifest(t *testing.T) {
	m := pack.Manifest{}
	for i := range 1000 {
		m.Options = append(m.Options, pack.Option{Name: fmt.Sprint("o", i), Kind: pack.Choice, Default: "a", Choices: named("a", "b", "c", "d", "e", "f")})
	}
	if few := pairwise(m); len(few) > maxSamples {
		t.Errorf("%d combinations are too many", len(few))
	}
}

func TestPairwise_OneOption(t *testing.T) {
	m := pack.Manifest{Options: []pack.Option{{Name: "only", Kind: pack.Bool}}}
	if few := pairwise(m); len(few) != 2 {
		t.Errorf("got %v", few)
	}
}

func TestSamples_Resolve(t *testing.T) {
	for _, dir := range []string{"../../templates", "../../testdata/packs/toy", "../../testdata/packs/life", "../../testdata/script/pack"} {
		p, err := packstore.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, answers := range samples(p.Manifest) {
			if _, err := spec.Resolve(p.Manifest, packstore.Ref(p), answers); err != nil {
				t.Errorf("%s, %s: %v", dir, described(p.Manifest, answers), err)
			}
		}
	}
}

// TestEveryType_HasEveryType checks that the commands for packs try every type.
func TestEveryType_HasEveryType(t *testing.T) {
	p, err := packstore.Load("")
	if err != nil {
		t.Fatal(err)
	}
	item, err := EveryType(p.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	for kind := range p.Manifest.Types {
		if !slices.ContainsFunc(item.Fields, func(f resource.Field) bool { return string(f.Type) == kind }) {
			t.Errorf("%s has no field of the type %s", item, kind)
		}
	}
}
