// Package choices lists the answers that a pack's options can have together:
// all of them, or few in which every two meet. It reads manifests, and touches
// nothing.
package choices

import (
	"slices"

	"github.com/newsvc/newsvc/internal/pack"
)

// All returns every combination of answers that the manifest doesn't refuse: a value
// for each option but those of text, as spec.Answers holds them.
func All(m pack.Manifest) []map[string]any {
	dims := dimensions(m)
	var all []map[string]any
	for _, picked := range combinations(m, dims) {
		all = append(all, answers(dims, picked))
	}
	return all
}

// Pairs returns some of All, in which any two values that meet in All meet at least
// once: a handful, since each is the one in which most do so for the first time. A
// manifest's are always the same.
func Pairs(m pack.Manifest) []map[string]any {
	dims := dimensions(m)
	candidates := combinations(m, dims)
	met := map[pair]bool{}
	var chosen []map[string]any
	for {
		best, most := -1, 0
		for n, picked := range candidates {
			if news := unmet(met, picked); news > most {
				best, most = n, news
			}
		}
		if best < 0 {
			return chosen
		}
		for p := range pairs(candidates[best]) {
			met[p] = true
		}
		chosen = append(chosen, answers(dims, candidates[best]))
	}
}

// dimension is an option, or one choice of an option that takes many, and the values
// that it can have.
type dimension struct {
	option string
	choice string // "" unless the option takes many; then the values say whether it's among them
	values []any
}

func dimensions(m pack.Manifest) []dimension {
	var dims []dimension
	for _, option := range m.Options {
		switch option.Kind {
		case pack.Text:
		case pack.Bool:
			dims = append(dims, dimension{option: option.Name, values: []any{false, true}})
		case pack.Choice:
			one := dimension{option: option.Name}
			for _, c := range option.Choices {
				one.values = append(one.values, c.Name)
			}
			dims = append(dims, one)
		case pack.Many:
			for _, c := range option.Choices {
				dims = append(dims, dimension{option: option.Name, choice: c.Name, values: []any{false, true}})
			}
		}
	}
	return dims
}

// combinations returns the index of a value for each dimension, in every way that
// isn't refused.
func combinations(m pack.Manifest, dims []dimension) [][]int {
	all := [][]int{{}}
	for _, d := range dims {
		var grown [][]int
		for _, picked := range all {
			for value := range d.values {
				grown = append(grown, append(picked[:len(picked):len(picked)], value))
			}
		}
		all = grown
	}
	return slices.DeleteFunc(all, func(picked []int) bool { return refused(m, answers(dims, picked)) })
}

func answers(dims []dimension, picked []int) map[string]any {
	values := map[string]any{}
	for n, d := range dims {
		value := d.values[picked[n]]
		if d.choice == "" {
			values[d.option] = value
			continue
		}
		chosen, ok := values[d.option].([]string)
		if !ok {
			chosen = []string{}
		}
		if value == true {
			chosen = append(chosen, d.choice)
		}
		values[d.option] = chosen
	}
	return values
}

func refused(m pack.Manifest, values map[string]any) bool {
	return slices.ContainsFunc(m.Refusals, func(r pack.Refusal) bool { return r.When.Holds(values) })
}
