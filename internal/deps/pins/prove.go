package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/pack"
)

// prove runs `go mod tidy -diff` in a module for each set of components that
// componentSets returns.
func prove(ctx context.Context, l list, folder, work string) error {
	p, err := pack.Load(os.DirFS(folder))
	if err != nil {
		return err
	}
	sets := componentSets(p.Manifest)
	failures := make([]error, len(sets))
	var group sync.WaitGroup
	running := make(chan struct{}, runtime.NumCPU())
	for n, set := range sets {
		group.Go(func() {
			running <- struct{}{}
			defer func() { <-running }()
			if err := proveSet(ctx, p, l, filepath.Join(work, fmt.Sprint("set", n)), set); err != nil {
				failures[n] = fmt.Errorf("%v: %w", set, err)
			}
		})
	}
	group.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	fmt.Println("verified", len(sets), "sets of components")
	return nil
}

func proveSet(ctx context.Context, p *pack.Pack, l list, dir string, set []string) error {
	m, err := newModule(dir, l, set)
	if err != nil {
		return err
	}
	files, err := deps.Files(p, "example.com/service", set)
	if err != nil {
		return err
	}
	for path, file := range files {
		if err := m.write(path, file.Data); err != nil {
			return err
		}
	}
	_, err = m.run(ctx, "mod", "tidy", "-diff")
	return err
}

// componentSets returns sets of components that services can have. They cover every
// combination of three components that can occur together or without each other.
func componentSets(m pack.Manifest) [][]string {
	answers := []map[string]any{{typesAnswer: true}, {typesAnswer: false}}
	for _, option := range m.Options {
		var values []any
		switch option.Kind {
		case pack.Choice:
			for _, choice := range option.Choices {
				values = append(values, choice.Name)
			}
		case pack.Many:
			for _, some := range subsets(option.Choices) {
				values = append(values, some)
			}
		default:
			continue
		}
		answers = extend(answers, option.Name, values)
	}
	sets := map[string][]string{}
	var all []string
	for _, given := range answers {
		set := components(m, given)
		sets[strings.Join(set, " ")] = set
		all = append(all, set...)
	}
	slices.Sort(all)
	return covering(sets, slices.Compact(all))
}

// typesAnswer is the key of the answer that says whether the resources have every field type.
const typesAnswer = ""

// components returns the sorted components of a service with these answers.
func components(m pack.Manifest, given map[string]any) []string {
	var set []string
	for _, layer := range m.Layers {
		if layer.When.Holds(given) && (len(layer.Types) == 0 || given[typesAnswer] == true) {
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
			for j, b := range all[:i] {
				for _, c := range all[:j] {
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

// extend combines each of the answers with each value of one more option.
func extend(answers []map[string]any, name string, values []any) []map[string]any {
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
