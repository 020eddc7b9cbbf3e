package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/newsvc/newsvc/internal/deps"
)

// refresh first tidies one module that imports everything, which selects all
// versions. Then it tidies one module per component with these versions.
func refresh(ctx context.Context, l list, folder, work string) error {
	whole, err := newModule(filepath.Join(work, "whole"), l, l.components())
	if err != nil {
		return err
	}
	if err := whole.write("go.mod", wanted(l)); err != nil {
		return err
	}
	if _, err := whole.run(ctx, "mod", "tidy"); err != nil {
		return err
	}
	mod, err := whole.requires()
	if err != nil {
		return err
	}
	if err := asPinned(l, mod); err != nil {
		return err
	}
	graph, err := whole.run(ctx, "mod", "graph")
	if err != nil {
		return err
	}
	parts := map[string]goModule{}
	for _, name := range l.components() {
		if parts[name], err = whole.part(ctx, l, name, work); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	implied, err := implications(graph, parts)
	if err != nil {
		return err
	}
	for _, name := range l.components() {
		if err := parts[name].pin(ctx, filepath.Join(folder, "deps", name), implied); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Println("pinned", name)
	}
	return nil
}

// part tidies a module with the imports of one component, using the versions of
// the whole module.
func (m goModule) part(ctx context.Context, l list, name, work string) (goModule, error) {
	part, err := newModule(filepath.Join(work, name), l, []string{name})
	if err != nil {
		return part, err
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(m.dir, file))
		if err != nil {
			return part, err
		}
		if err := part.write(file, data); err != nil {
			return part, err
		}
	}
	_, err = part.run(ctx, "mod", "tidy")
	return part, err
}

// wanted returns the go.mod before tidying.
func wanted(l list) []byte {
	out := fmt.Appendf(nil, "module example.com/pins\n\ngo %s\n\n", l.goVersion)
	for _, path := range slices.Sorted(maps.Keys(l.versions)) {
		out = fmt.Appendf(out, "require %s %s\n", path, l.versions[path])
	}
	return out
}

// asPinned returns an error if tidying selected other versions than the pinned
// ones: two pins are incompatible, or nothing imports a pinned module.
func asPinned(l list, mod *modfile.File) error {
	direct := map[string]string{}
	for _, r := range mod.Require {
		if !r.Indirect {
			direct[r.Mod.Path] = r.Mod.Version
		}
	}
	for path, version := range l.versions {
		if direct[path] != version {
			return fmt.Errorf("%s is pinned at %s, but go mod tidy selected %q", path, version, direct[path])
		}
	}
	if len(direct) != len(l.versions) {
		return fmt.Errorf("%d modules are imported, but %d are pinned", len(direct), len(l.versions))
	}
	return nil
}

// pin writes PATH.mod and PATH.sum.
func (m goModule) pin(ctx context.Context, path string, implied map[module.Version][]string) error {
	mod, err := m.requires()
	if err != nil {
		return err
	}
	leftOut, err := m.testOnly(ctx, mod, implied)
	if err != nil {
		return err
	}
	sum, err := m.sums(ctx, mod, leftOut)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(path+".mod", component(mod, leftOut), 0o644),
		os.WriteFile(path+".sum", sum, 0o644),
	)
}

// testOnly returns the implications that apply to this component: those of modules
// that only the tests of other modules need.
func (m goModule) testOnly(ctx context.Context, mod *modfile.File, implied map[module.Version][]string) (map[string][]string, error) {
	only := map[string][]string{}
	for _, r := range mod.Require {
		if !r.Indirect || len(implied[r.Mod]) == 0 {
			continue
		}
		// With -vendor, modules that only tests of other modules need don't count.
		why, err := m.run(ctx, "mod", "why", "-vendor", "-m", r.Mod.Path)
		if err != nil {
			return nil, err
		}
		if strings.Contains(why, "(main module does not need to vendor module ") {
			only[r.Mod.Path] = implied[r.Mod]
		}
	}
	return only, nil
}

// component formats a go.mod for a pack: without the module path, and with a
// comment after each requirement that may be left out.
func component(mod *modfile.File, leftOut map[string][]string) []byte {
	slices.SortFunc(mod.Require, func(a, b *modfile.Require) int { return cmp.Compare(a.Mod.Path, b.Mod.Path) })
	out := fmt.Appendf(nil, "go %s\n\nrequire (\n", mod.Go.Version)
	for _, r := range mod.Require {
		out = fmt.Appendf(out, "\t%s %s", r.Mod.Path, r.Mod.Version)
		switch by := leftOut[r.Mod.Path]; {
		case len(by) > 0:
			out = fmt.Appendf(out, " // %s %s", deps.ImpliedBy, strings.Join(by, " "))
		case r.Indirect:
			out = append(out, " // indirect"...)
		}
		out = append(out, '\n')
	}
	return append(out, ")\n"...)
}
