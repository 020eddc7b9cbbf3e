// Package deps makes a generated service's go.mod and go.sum from the pins
// that a pack keeps, without network and without the go command.
//
// A pack keeps a component for each name below deps/: NAME.mod holds what a
// module needs that imports what the component's layers import, as
// `go mod tidy` wrote it, and NAME.sum its checksums. A service's files are
// the unions of its components', and one rule: see needed.
package deps

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/tree"
)

// Files returns go.mod and go.sum of a service with the given module path
// that needs the named components of p. Names may repeat and come in any
// order. `go mod tidy` has nothing to change in the result, provided that
// the service imports what the components were pinned for (the maintainer's
// program pins proves it for the built-in pack).
//
// The tree is empty when no component is named, as for a pack in another
// language. An error names the component that is missing, or the file below
// deps/ and the line that can't be read.
func Files(p *pack.Pack, module string, requirements []string) (tree.Tree, error) {
	names := slices.Clone(requirements)
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) == 0 {
		return tree.Tree{}, nil
	}
	var all component
	for _, name := range names {
		c, err := load(p.FS, name)
		if err != nil {
			return nil, err
		}
		if err := all.join(c); err != nil {
			return nil, fmt.Errorf("deps/%s.mod: %w", name, err)
		}
	}
	requires := needed(all.requires)
	mod, err := goMod(module, all.goVersion, requires)
	if err != nil {
		return nil, err
	}
	return tree.Tree{"go.mod": {Data: mod}, "go.sum": {Data: goSum(all.sums, requires)}}, nil
}

func goMod(path, goVersion string, requirements []requirement) ([]byte, error) {
	var f modfile.File
	if err := f.AddModuleStmt(path); err != nil {
		return nil, fmt.Errorf("write go.mod: %w", err)
	}
	if err := f.AddGoStmt(goVersion); err != nil {
		return nil, fmt.Errorf("write go.mod: %w", err)
	}
	var requires []*modfile.Require
	for _, r := range requirements {
		requires = append(requires, &modfile.Require{Mod: r.mod, Indirect: r.indirect})
	}
	f.SetRequireSeparateIndirect(requires)
	f.SortBlocks()
	f.Cleanup()
	return modfile.Format(f.Syntax), nil
}

// needed returns the requirements that stay. One that only the tests of
// other modules need is left out, as the go command leaves it out, when a
// module that stays requires it in that version or a later one itself.
func needed(union map[string]requirement) []requirement {
	kept := make([]requirement, 0, len(union))
	stays := map[string]bool{}
	keep := func(r requirement) {
		kept = append(kept, r)
		stays[r.mod.Path] = true
	}
	var implied []requirement
	for _, path := range slices.Sorted(maps.Keys(union)) {
		if r := union[path]; len(r.impliedBy) > 0 {
			implied = append(implied, r)
		} else {
			keep(r)
		}
	}
	for _, r := range implied {
		if !slices.ContainsFunc(r.impliedBy, func(path string) bool { return stays[path] }) {
			keep(r)
		}
	}
	return kept
}

// goSum returns the lines that the requirements need, in the order in which
// the go command writes them: by path, then by version as a version.
func goSum(sums map[module.Version]sum, requirements []requirement) []byte {
	required := map[string]bool{}
	for _, r := range requirements {
		required[r.mod.Path] = true
	}
	mods := make([]module.Version, 0, len(sums))
	for mod, s := range sums {
		if len(s.neededBy) == 0 || slices.ContainsFunc(s.neededBy, func(path string) bool { return required[path] }) {
			mods = append(mods, mod)
		}
	}
	module.Sort(mods)
	var out []byte
	for _, mod := range mods {
		out = fmt.Appendf(out, "%s %s %s\n", mod.Path, mod.Version, sums[mod].hash)
	}
	return out
}

// later returns the later of two Go versions, such as "1.26.0".
func later(a, b string) string {
	if semver.Compare("v"+a, "v"+b) < 0 {
		return b
	}
	return a
}
