package deps

import (
	"bytes"
	"fmt"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// Merge applies the changes from base to next to a go.mod that the user may have
// changed. It adds the new requirements of next, in the later version if the user
// requires another version of the module, and drops those that next no longer has, unless
// imported returns true for the module. Everything else in work stays, including
// comments. The error says which of the three can't be read.
func Merge(base, next, work []byte, imported func(module string) bool) ([]byte, error) {
	before, err := modfile.Parse("go.mod, as it was generated", base, nil)
	if err != nil {
		return nil, err
	}
	after, err := modfile.Parse("go.mod, as it is generated", next, nil)
	if err != nil {
		return nil, err
	}
	mine, err := modfile.Parse("go.mod", work, nil)
	if err != nil {
		return nil, err
	}
	if err := mergeHead(before, after, mine); err != nil {
		return nil, fmt.Errorf("write go.mod: %w", err)
	}
	mine.SetRequireSeparateIndirect(requires(before, after, mine, imported))
	mine.SortBlocks()
	mine.Cleanup()
	return modfile.Format(mine.Syntax), nil
}

// mergeHead merges the module path and the Go version.
func mergeHead(before, after, mine *modfile.File) error {
	if mine.Module == nil || mine.Module.Mod == before.Module.Mod {
		if err := mine.AddModuleStmt(after.Module.Mod.Path); err != nil {
			return err
		}
	}
	switch {
	case after.Go == nil:
		return nil
	case mine.Go == nil:
		return mine.AddGoStmt(after.Go.Version)
	}
	return mine.AddGoStmt(later(mine.Go.Version, after.Go.Version))
}

// requires merges the requirements.
func requires(before, after, mine *modfile.File, imported func(module string) bool) []*modfile.Require {
	find := func(f *modfile.File, path string) *modfile.Require {
		i := slices.IndexFunc(f.Require, func(r *modfile.Require) bool { return r.Mod.Path == path })
		if i < 0 {
			return nil
		}
		return f.Require[i]
	}
	var merged []*modfile.Require
	for _, r := range mine.Require {
		was, now := find(before, r.Mod.Path), find(after, r.Mod.Path)
		required := &modfile.Require{Mod: r.Mod, Indirect: r.Indirect}
		switch {
		case now != nil:
			asGenerated := was != nil && was.Mod.Version == required.Mod.Version
			if asGenerated || semver.Compare(now.Mod.Version, required.Mod.Version) > 0 {
				required.Mod.Version = now.Mod.Version
			}
			if was == nil || was.Indirect != now.Indirect {
				required.Indirect = required.Indirect && now.Indirect
			}
		case was != nil && !imported(r.Mod.Path):
			continue
		}
		merged = append(merged, required)
	}
	for _, r := range after.Require {
		if find(mine, r.Mod.Path) == nil && find(before, r.Mod.Path) == nil {
			merged = append(merged, &modfile.Require{Mod: r.Mod, Indirect: r.Indirect})
		}
	}
	return merged
}

// MergeSums returns every line of both go.sum files once, in the order in
// which the go command writes them. A line that is no longer
// needed does no harm.
func MergeSums(a, b []byte) []byte {
	lines := map[module.Version]string{}
	var mods []module.Version
	for line := range bytes.Lines(slices.Concat(a, []byte("\n"), b)) {
		fields := bytes.Fields(line)
		if len(fields) != 3 {
			continue
		}
		mod := module.Version{Path: string(fields[0]), Version: string(fields[1])}
		if _, ok := lines[mod]; !ok {
			mods = append(mods, mod)
		}
		lines[mod] = string(bytes.Join(fields, []byte(" "))) + "\n"
	}
	module.Sort(mods)
	var out bytes.Buffer
	for _, mod := range mods {
		out.WriteString(lines[mod])
	}
	return out.Bytes()
}
