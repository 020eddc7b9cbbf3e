package packdev

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/deps"
)

// sums returns the module's go.sum for a pack. A line that is needed only because
// of requirements that may be left out has a comment that names them.
func (m goModule) sums(ctx context.Context, mod *modfile.File, leftOut map[string][]string) ([]byte, error) {
	data, err := m.read(ctx, deps.GoSum)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	g, err := m.graph(ctx)
	if err != nil {
		return nil, err
	}
	always := map[string]bool{}
	perhaps := map[string][]string{} // go.mod file to the optional requirements that need it
	for _, r := range mod.Require {
		if _, ok := leftOut[r.Mod.Path]; !ok {
			maps.Copy(always, g.loaded(r.Mod.String()))
			continue
		}
		for file := range g.loaded(r.Mod.String()) {
			if file != r.Mod.String() {
				perhaps[file] = append(perhaps[file], r.Mod.Path)
			}
		}
	}
	var out []byte
	for line := range strings.Lines(string(data)) {
		// If the packages of a module are needed, its go.mod is always read.
		if f := strings.Fields(line); !strings.HasSuffix(f[1], "/go.mod") {
			always[f[0]+"@"+f[1]] = true
		}
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		f := strings.Fields(line)
		version, isMod := strings.CutSuffix(f[1], "/go.mod")
		if by := perhaps[f[0]+"@"+version]; isMod && len(by) > 0 && !always[f[0]+"@"+version] {
			slices.Sort(by)
			line += " " + deps.NeededBy + " " + strings.Join(by, " ")
		}
		out = fmt.Appendln(out, line)
	}
	return out, nil
}

// graph is what the go command reads from the go.mod files of modules.
type graph struct {
	requires map[string][]string // by module@version
	pruned   map[string]bool     // the module@version whose go.mod has go 1.17 or later
}

func (m goModule) graph(ctx context.Context) (graph, error) {
	g := graph{requires: map[string][]string{}, pruned: map[string]bool{}}
	edges, err := m.run(ctx, "mod", "graph")
	if err != nil {
		return g, err
	}
	for line := range strings.Lines(edges) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
		g.requires[from] = append(g.requires[from], to)
	}
	modules, err := m.run(ctx, "list", "-m", "-f", "{{.Path}}@{{.Version}} {{.GoVersion}}", "all")
	if err != nil {
		return g, err
	}
	for line := range strings.Lines(modules) {
		mod, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		g.pruned[mod] = semver.Compare("v"+version, "v1.17") >= 0
	}
	return g, nil
}

// loaded returns the modules whose go.mod the go command reads because root is
// required: root itself and, if it is older than graph pruning, all of its
// dependencies.
func (g graph) loaded(root string) map[string]bool {
	files := map[string]bool{root: true}
	if g.pruned[root] {
		return files
	}
	for queue := []string{root}; len(queue) > 0; queue = queue[1:] {
		for _, next := range g.requires[queue[0]] {
			if !files[next] {
				files[next] = true
				queue = append(queue, next)
			}
		}
	}
	return files
}
