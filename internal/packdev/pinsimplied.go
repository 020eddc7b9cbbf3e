package packdev

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// implications returns, for each required module, the paths of other required
// modules whose go.mod requires it in the same or a later version.
func implications(ctx context.Context, graph string, parts map[string]goModule) (map[module.Version][]string, error) {
	required := map[string]module.Version{}
	for name, part := range parts {
		mod, err := part.requires(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range mod.Require {
			if seen, ok := required[r.Mod.Path]; ok && seen != r.Mod {
				return nil, fmt.Errorf("%s requires %s, another component %s", name, r.Mod, seen)
			}
			required[r.Mod.Path] = r.Mod
		}
	}
	implied := map[module.Version][]string{}
	for line := range strings.Lines(graph) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
		source, version, _ := strings.Cut(from, "@")
		target, atLeast, _ := strings.Cut(to, "@")
		mod, ok := required[target]
		if ok && required[source].Version == version && semver.Compare(atLeast, mod.Version) >= 0 {
			implied[mod] = append(implied[mod], source)
		}
	}
	for _, paths := range implied {
		slices.Sort(paths)
	}
	return implied, nil
}
