package packdev

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
)

func TestComponentSets(t *testing.T) {
	cases := map[string]struct {
		manifest pack.Manifest
		want     []string
	}{
		"one component": {pack.Manifest{Layers: []pack.Layer{{Folder: "base", Dependencies: []string{"lib"}}}}, []string{"lib"}},
		"two that exclude each other": {
			pack.Manifest{
				Options: []pack.Option{{Name: "store", Kind: pack.Choice, Choices: named("disk", "tape")}},
				Layers: []pack.Layer{
					{Folder: "disk", When: pack.When{"store": {"disk"}}, Dependencies: []string{"disk"}},
					{Folder: "tape", When: pack.When{"store": {"tape"}}, Dependencies: []string{"tape"}},
				},
			},
			[]string{"disk", "tape"},
		},
		"one that only some types need": {
			pack.Manifest{Layers: []pack.Layer{
				{Folder: "base", Dependencies: []string{"lib"}},
				{Folder: "types", Types: []string{"uuid"}, Dependencies: []string{"uuid"}},
			}},
			[]string{"lib", "lib uuid"},
		},
		"none": {pack.Manifest{Layers: []pack.Layer{{Folder: "base"}}}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			sets, err := componentSets(c.manifest)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, set := range sets {
				got[strings.Join(set, " ")] = true
			}
			want := map[string]bool{}
			for _, set := range c.want {
				want[set] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestComponentSets_TooMany(t *testing.T) {
	m := pack.Manifest{}
	for i := range 30 {
		name := fmt.Sprint("o", i)
		m.Options = append(m.Options, pack.Option{Name: name, Kind: pack.Bool})
		m.Layers = append(m.Layers, pack.Layer{Folder: name, When: pack.When{name: {"true"}}, Dependencies: []string{name}})
	}
	if _, err := componentSets(m); err == nil {
		t.Error("two to the power of 30 combinations were considered")
	}
}
