// Package deps generates the go.mod and go.sum of a service from the versions that
// a pack pins. It needs neither the network nor the go command.
//
// A pack has two files for each component in deps/. NAME.mod contains the
// requirements of a module with the imports of the component's layers, as
// `go mod tidy` wrote them, and NAME.sum contains the checksums. A service's files
// are the union of those of its components, with one exception: see needed.
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

// Files returns the go.mod and go.sum of a service with a module path and the
// named components of p, which may repeat and come in any order. `go mod tidy`
// has nothing to change in the result, provided that the service has the imports
// that the components were pinned for. The maintainer's command pins verifies this
// for the built-in pack.
//
// The tree is empty if there are no components, for example in a pack for another
// language. An error names the missing component, or the invalid file in deps/
// and the line.
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

// needed returns the requirements to write. Like the go command, it leaves out a
// requirement that only tests of other modules need if another required module
// requires the same or a later version.
func needed(union map[string]requirement) []requirement {
	result := make([]requirement, 0, len(union))
	present := map[string]bool{}
	add := func(r requirement) {
		result = append(result, r)
		present[r.mod.Path] = true
	}
	var implied []requirement
	for _, path := range slices.Sorted(maps.Keys(union)) {
		if r := union[path]; len(r.impliedBy) > 0 {
			implied = append(implied, r)
		} else {
			add(r)
		}
	}
	for _, r := range implied {
		if !slices.ContainsFunc(r.impliedBy, func(path string) bool { return present[path] }) {
			add(r)
		}
	}
	return result
}

// goSum returns the lines for the requirements in the go command's order: by path,
// then by semantic version.
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
