package packdev

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
)

// prove runs `go mod tidy -diff` in a module for each set of components that
// componentSets returns, and returns how many.
func (w workshop) prove(ctx context.Context, p *pack.Pack) (int, error) {
	sets, err := componentSets(p.Manifest)
	if err != nil {
		return 0, err
	}
	failures := make([]error, len(sets))
	var group sync.WaitGroup
	running := make(chan struct{}, runtime.NumCPU())
	for n, set := range sets {
		group.Go(func() {
			running <- struct{}{}
			defer func() { <-running }()
			failures[n] = w.proveSet(ctx, p, fmt.Sprint("set", n), set)
		})
	}
	group.Wait()
	return len(sets), errors.Join(failures...)
}

func (w workshop) proveSet(ctx context.Context, p *pack.Pack, name string, set []string) error {
	for _, component := range set {
		if _, ok := w.list.imports[component]; !ok {
			return fault.Usage("bad_pins", "a layer depends on the component %s, which %s doesn't list", component, pinsPath).
				WithHint("write %s import PACKAGE, and newsvc pack pins", component)
		}
	}
	m, err := w.module(name, set)
	if err != nil {
		return err
	}
	files, err := deps.Files(p, "example.com/service", set)
	if err != nil {
		return fault.Usage("bad_pins", "%s", err).WithHint("newsvc pack pins generates the files in %s", depsFolder)
	}
	for path, file := range files {
		if err := m.write(path, file.Data); err != nil {
			return err
		}
	}
	if _, err = m.run(ctx, "mod", "tidy", "-diff"); err != nil && ctx.Err() == nil {
		return inComponent(strings.Join(set, ", "), err)
	}
	return err
}

// maxCombinations is the maximum number of combinations of answers that componentSets
// considers.
const maxCombinations = 200_000

// componentSets returns sets of components that services can have. They cover every
// combination of three components that can occur together or without each other.
func componentSets(m pack.Manifest) ([][]string, error) {
	answers := []map[string]any{{typesAnswer: true}, {typesAnswer: false}}
	for _, option := range m.Options {
		wanted := wantedValues(m, option)
		if len(wanted) == 0 {
			continue // No component depends on it.
		}
		if len(answers)*len(wanted) > maxCombinations {
			return nil, fault.Usage("too_many_sets", "the components depend on too many options to verify all of their combinations").
				WithHint("fewer layers with dependencies need a when")
		}
		answers = combine(answers, option.Name, wanted)
	}
	sets := map[string][]string{}
	var all []string
	for _, given := range answers {
		set := components(m, given)
		if len(set) > 0 {
			sets[strings.Join(set, " ")] = set
		}
		all = append(all, set...)
	}
	slices.Sort(all)
	return covering(sets, slices.Compact(all)), nil
}

// maxSubsets is the maximum number of choices of one option whose subsets are considered.
const maxSubsets = 12

// wantedValues returns the answers to an option on which components depend.
func wantedValues(m pack.Manifest, option pack.Option) []any {
	wanted := map[string]bool{}
	for _, layer := range m.Layers {
		for _, value := range layer.When[option.Name] {
			wanted[value] = wanted[value] || len(layer.Dependencies) > 0
		}
	}
	if !slices.Contains(slices.Collect(maps.Values(wanted)), true) {
		return nil
	}
	var values []any
	switch option.Kind {
	case pack.Bool:
		return []any{false, true}
	case pack.Choice:
		for _, choice := range option.Choices {
			values = append(values, choice.Name)
		}
	case pack.Many:
		choices := slices.DeleteFunc(slices.Clone(option.Choices), func(c pack.OptionChoice) bool { return !wanted[c.Name] })
		if len(choices) > maxSubsets {
			choices = choices[:maxSubsets]
		}
		for _, some := range subsets(choices) {
			values = append(values, some)
		}
	}
	return values
}

// typesAnswer is the key of the answer that says whether the resources have every type and
// modifier of fields.
const typesAnswer = ""

// components returns the sorted components of a service with these answers.
func components(m pack.Manifest, given map[string]any) []string {
	var set []string
	for _, layer := range m.Layers {
		if layer.When.Holds(given) && (len(layer.Types)+len(layer.Modifiers) == 0 || given[typesAnswer] == true) {
			set = append(set, layer.Dependencies...)
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// covering returns the sets that contain a combination of three components that no
// earlier set contains.
func covering(sets map[string][]string, all []string) [][]string {
	seen := map[string]bool{}
	var chosen [][]string
	keys := slices.SortedFunc(maps.Keys(sets), func(a, b string) int { return cmp.Compare(digest(a), digest(b)) })
	for _, key := range keys {
		has, isNew := map[string]bool{}, false
		for _, name := range sets[key] {
			has[name] = true
		}
		for i, a := range all {
			for j, b := range all[:i+1] {
				for _, c := range all[:j+1] {
					constellation := fmt.Sprint(a, has[a], b, has[b], c, has[c])
					isNew = isNew || !seen[constellation]
					seen[constellation] = true
				}
			}
		}
		if isNew {
			chosen = append(chosen, sets[key])
		}
	}
	return chosen
}

// digest returns a sort key that separates similar sets.
func digest(text string) uint64 {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(text))
	return sum.Sum64()
}

// combine combines each of the answers with each value of one more option.
func combine(answers []map[string]any, name string, values []any) []map[string]any {
	var extended []map[string]any
	for _, given := range answers {
		for _, value := range values {
			more := map[string]any{name: value}
			for other, answer := range given {
				more[other] = answer
			}
			extended = append(extended, more)
		}
	}
	return extended
}

// subsets returns every subset of the choices.
func subsets(choices []pack.OptionChoice) [][]string {
	sets := [][]string{{}}
	for _, choice := range choices {
		for _, set := range sets {
			sets = append(sets, append(set[:len(set):len(set)], choice.Name))
		}
	}
	return sets
}
