// Package choices lists combinations of a pack's options: all of them, or a few
// that cover every pair of values (pairwise testing). It reads only manifests and
// touches nothing.
package choices

import (
	"slices"

	"github.com/newsvc/newsvc/internal/pack"
)

// All returns every valid combination of answers: a value for each option that
// isn't text, in the form of spec.Answers.
func All(m pack.Manifest) []map[string]any {
	dims := dimensions(m)
	var all []map[string]any
	for _, picked := range combinations(m, dims) {
		all = append(all, answers(dims, picked))
	}
	return all
}

// Pairs returns a few combinations of All that together contain every pair of
// values that occurs in All. It repeatedly picks the combination with the most
// new pairs. The result is deterministic.
func Pairs(m pack.Manifest) []map[string]any {
	dims := dimensions(m)
	candidates := combinations(m, dims)
	covered := map[pair]bool{}
	var chosen []map[string]any
	for {
		best, most := -1, 0
		for n, picked := range candidates {
			if count := newPairs(covered, picked); count > most {
				best, most = n, count
			}
		}
		if best < 0 {
			return chosen
		}
		for p := range pairs(candidates[best]) {
			covered[p] = true
		}
		chosen = append(chosen, answers(dims, candidates[best]))
	}
}

// dimension is an option, or one choice of an option that allows several, with its
// possible values.
type dimension struct {
	option string
	choice string // empty unless the option allows several choices; then the values say whether it is chosen
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

// combinations returns every valid combination as the index of a value for each
// dimension.
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
	return slices.DeleteFunc(all, func(picked []int) bool { return rejected(m, answers(dims, picked)) })
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

func rejected(m pack.Manifest, values map[string]any) bool {
	return slices.ContainsFunc(m.Refusals, func(r pack.Refusal) bool { return r.When.Holds(values) })
}
