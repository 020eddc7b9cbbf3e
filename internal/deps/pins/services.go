package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
)

// proveServices renders a service for every combination of answers.
func proveServices(ctx context.Context, folder, work string) error {
	p, err := pack.Load(os.DirFS(folder))
	if err != nil {
		return err
	}
	var failures []error
	proved := 0
	for n, values := range combinations(p.Manifest) {
		if err := proveService(ctx, p, values, filepath.Join(work, fmt.Sprint("service", n))); err != nil {
			failures = append(failures, fmt.Errorf("%v: %w", values, err))
			continue
		}
		proved++
	}
	fmt.Println("proved", proved, "services")
	return errors.Join(failures...)
}

func proveService(ctx context.Context, p *pack.Pack, values map[string]any, dir string) error {
	answers := spec.Answers{Values: maps.Clone(values)}
	answers.Values["name"], answers.Values["module"] = "service", "example.com/service"
	s, err := spec.Resolve(p.Manifest, spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}, answers)
	if err != nil {
		return err
	}
	planned, err := plan.Render(ctx, p, s)
	if err != nil {
		return err
	}
	m := goModule{dir}
	for path, file := range planned.Tree() {
		if err := m.write(path, file.Data); err != nil {
			return err
		}
	}
	_, err = m.run(ctx, "mod", "tidy", "-diff")
	return err
}

// combinations returns answers to all that isn't text, in every combination
// that the pack doesn't refuse.
func combinations(m pack.Manifest) []map[string]any {
	all := []map[string]any{{}}
	for _, option := range m.Options {
		var grown []map[string]any
		for _, values := range all {
			for _, value := range answersTo(option) {
				next := maps.Clone(values)
				next[option.Name] = value
				grown = append(grown, next)
			}
		}
		if len(grown) > 0 {
			all = grown
		}
	}
	var kept []map[string]any
	for _, values := range all {
		if !refused(m, values) {
			kept = append(kept, values)
		}
	}
	return kept
}

func answersTo(option pack.Option) []any {
	var answers []any
	switch option.Kind {
	case pack.Choice:
		for _, c := range option.Choices {
			answers = append(answers, c.Name)
		}
	case pack.Bool:
		answers = []any{false, true}
	case pack.Many:
		var names []string
		for _, c := range option.Choices {
			names = append(names, c.Name)
		}
		answers = append(answers, []string{})
		for _, set := range subsets(names) {
			answers = append(answers, set)
		}
	}
	return answers
}

func refused(m pack.Manifest, values map[string]any) bool {
	for _, r := range m.Refusals {
		if r.When.Holds(values) {
			return true
		}
	}
	return false
}
