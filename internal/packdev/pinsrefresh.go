package packdev

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// refresh first tidies one module that imports everything, which selects all
// versions. Then it tidies one module per component with these versions. It returns the files
// below deps.
func (w workshop) refresh(ctx context.Context) (tree.Tree, error) {
	components := w.list.components()
	whole, err := w.module("whole", components)
	if err != nil {
		return nil, err
	}
	if err := whole.write(deps.GoMod, wanted(w.list)); err != nil {
		return nil, err
	}
	if _, err := whole.run(ctx, "mod", "tidy"); err != nil {
		return nil, err
	}
	mod, err := whole.requires(ctx)
	if err != nil {
		return nil, err
	}
	if err := asPinned(w.list, mod); err != nil {
		return nil, err
	}
	graph, err := whole.run(ctx, "mod", "graph")
	if err != nil {
		return nil, err
	}
	parts := map[string]goModule{}
	for _, name := range components {
		if parts[name], err = w.part(ctx, whole, name); err != nil {
			return nil, inComponent(name, err)
		}
	}
	implied, err := implications(ctx, graph, parts)
	if err != nil {
		return nil, err
	}
	files := tree.Tree{}
	for _, name := range w.own {
		mod, sum, err := parts[name].pins(ctx, implied)
		if err != nil {
			return nil, inComponent(name, err)
		}
		files[depsFolder+"/"+name+".mod"], files[depsFolder+"/"+name+".sum"] = tree.File{Data: mod}, tree.File{Data: sum}
	}
	return files, nil
}

// inComponent adds the name of a component to an error.
func inComponent(name string, err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		c := *e
		c.Message = "component " + name + ": " + c.Message
		return &c
	}
	return err
}

// part tidies a module with the imports of one component, using the versions of
// the whole module.
func (w workshop) part(ctx context.Context, whole goModule, name string) (goModule, error) {
	part, err := w.module("part-"+name, []string{name})
	if err != nil {
		return part, err
	}
	for _, file := range []string{deps.GoMod, deps.GoSum} {
		data, err := whole.read(ctx, file)
		if errors.Is(err, fs.ErrNotExist) && file == deps.GoSum {
			continue // Nothing outside the standard library is imported.
		}
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
	for _, path := range slices.Sorted(maps.Keys(l.versions)) {
		switch version := l.versions[path]; {
		case direct[path] == "":
			return fault.Usage("bad_pins", "%s: nothing imports a package of the module %s", pinsPath, path).WithHint("remove the line pin %s %s", path, version)
		case direct[path] != version:
			return fault.Usage("bad_pins", "%s: %s is pinned at %s, but another module requires %s", pinsPath, path, version, direct[path]).
				WithHint("write pin %s %s, or pin an earlier version of the other one", path, direct[path])
		}
	}
	for _, path := range slices.Sorted(maps.Keys(direct)) {
		if l.versions[path] == "" {
			return fault.Usage("bad_pins", "%s: %s is imported, but not pinned", pinsPath, path).WithHint("write pin %s %s", path, direct[path])
		}
	}
	return nil
}

// pins returns the content of NAME.mod and NAME.sum.
func (m goModule) pins(ctx context.Context, implied map[module.Version][]string) (modData, sumData []byte, err error) {
	mod, err := m.requires(ctx)
	if err != nil {
		return nil, nil, err
	}
	leftOut, err := m.testOnly(ctx, mod, implied)
	if err != nil {
		return nil, nil, err
	}
	sum, err := m.sums(ctx, mod, leftOut)
	return component(mod, leftOut), sum, err
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
