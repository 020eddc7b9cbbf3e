package packdev

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// OptionChange is what became of an option.
type OptionChange struct {
	Name    string
	Change  string   // added, removed or changed
	Details []string // what changed, a few words each
}

// PinChange is what became of a module that services require.
type PinChange struct {
	Module   string
	Old, New string // versions; empty: it isn't required
}

// diffOptions returns the options that differ, in the order of the new manifest, and then
// those that are gone.
func diffOptions(before, after pack.Manifest) []OptionChange {
	var changes []OptionChange
	for _, o := range after.Options {
		was := before.Option(o.Name)
		if was == nil {
			changes = append(changes, OptionChange{o.Name, "added", []string{"kind " + o.Kind, "default " + written(o.Default)}})
		} else if details := diffOption(*was, o); len(details) > 0 {
			changes = append(changes, OptionChange{o.Name, "changed", details})
		}
	}
	for _, o := range before.Options {
		if after.Option(o.Name) == nil {
			changes = append(changes, OptionChange{o.Name, "removed", nil})
		}
	}
	return changes
}

func diffOption(before, after pack.Option) []string {
	var details []string
	differ := func(what, was, is string) {
		if was != is {
			details = append(details, fmt.Sprintf("%s %s instead of %s", what, is, was))
		}
	}
	differ("kind", before.Kind, after.Kind)
	differ("format", orNone(before.Format), orNone(after.Format))
	differ("default", written(before.Default), written(after.Default))
	differ("asked if", condition(before.When), condition(after.When))
	was, is := choiceNames(before), choiceNames(after)
	for _, name := range is {
		if !slices.Contains(was, name) {
			details = append(details, "new choice "+name)
		}
	}
	for _, name := range was {
		if !slices.Contains(is, name) {
			details = append(details, "no choice "+name+" any more")
		}
	}
	return details
}

func choiceNames(o pack.Option) []string {
	var names []string
	for _, c := range o.Choices {
		names = append(names, c.Name)
	}
	return names
}

// written returns a default as the user would type it.
func written(value any) string {
	if value == nil {
		return "none"
	}
	return orNone(spec.FormatValue(value))
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func condition(w pack.When) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(w)) {
		parts = append(parts, name+"="+strings.Join(w[name], " or "))
	}
	if len(parts) == 0 {
		return "always"
	}
	return strings.Join(parts, " and ")
}

// diffPins returns the modules whose versions differ.
func diffPins(before, after *pack.Pack) []PinChange {
	was, is := pinnedVersions(before), pinnedVersions(after)
	all := maps.Clone(was)
	maps.Copy(all, is)
	var changes []PinChange
	for _, module := range slices.Sorted(maps.Keys(all)) {
		if was[module] != is[module] {
			changes = append(changes, PinChange{module, was[module], is[module]})
		}
	}
	return changes
}

// pinnedVersions returns the latest version of each module that a component requires directly.
func pinnedVersions(p *pack.Pack) map[string]string {
	versions := map[string]string{}
	files, err := fs.Glob(p.FS, depsFolder+"/*.mod")
	if err != nil {
		return nil
	}
	for _, name := range files {
		data, err := fs.ReadFile(p.FS, name)
		if err != nil {
			continue
		}
		mod, err := modfile.ParseLax(name, data, nil)
		if err != nil {
			continue // Rendering reports it.
		}
		for _, r := range mod.Require {
			if !r.Indirect && semver.Compare(r.Mod.Version, versions[r.Mod.Path]) > 0 {
				versions[r.Mod.Path] = r.Mod.Version
			}
		}
	}
	return versions
}

// declared returns the changes that the versions after the old one declare.
func declared(before, after pack.Manifest) []string {
	if before.Name != after.Name {
		return nil
	}
	var all []string
	for _, c := range after.ChangesSince(&before) {
		version := c.Version
		if c.Pack != "" {
			version = c.Pack + " " + version
		}
		all = append(all, version+": "+describe(c))
	}
	return all
}

func describe(c pack.Change) string {
	switch {
	case c.Rename != nil && c.Rename.Choice != "":
		return fmt.Sprintf("%s=%s is called %s=%s", c.Rename.Option, c.Rename.Choice, c.Rename.Option, c.Rename.To)
	case c.Base != "":
		return "the pack extends version " + c.Base + " of its base"
	case c.Rename != nil:
		return fmt.Sprintf("the option %s is called %s", c.Rename.Option, c.Rename.To)
	case c.Split != nil:
		return fmt.Sprintf("the option %s is split: %s", c.Split.Option, strings.Join(slices.Sorted(maps.Keys(c.Split.Into)), ", "))
	case c.Remove != nil && c.Remove.Choice != "" && c.Remove.To != "":
		return fmt.Sprintf("%s=%s is replaced with %s: %s", c.Remove.Option, c.Remove.Choice, c.Remove.To, c.Remove.Reason)
	case c.Remove != nil && c.Remove.Choice != "":
		return fmt.Sprintf("%s=%s is removed: %s", c.Remove.Option, c.Remove.Choice, c.Remove.Reason)
	case c.Remove != nil:
		return fmt.Sprintf("the option %s is removed: %s", c.Remove.Option, c.Remove.Reason)
	case c.Set != nil:
		return fmt.Sprintf("existing services have %s=%s", c.Set.Option, written(c.Set.Value))
	case c.Move != nil:
		return fmt.Sprintf("%s moves to %s", c.Move.From, c.Move.To)
	}
	return "nothing"
}
