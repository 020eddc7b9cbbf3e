// Package imports finds the user's own Go files that use what a change removes. It
// touches no machine.
package imports

import (
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/newsvc/newsvc/internal/tree"
)

// Use is how a file of the user's uses what is removed: it imports a package, or
// belongs to one.
type Use struct {
	File string // its path in the service
	Path string // what it imports
	Part bool   // it belongs to the package Path, and doesn't import it
}

// Removed is what can be imported before a change, but not after it.
type Removed struct {
	Packages []string // import paths of packages of the service, sorted
	Modules  []string // module paths that are no longer required, sorted

	folders map[string]string // the folders of removed packages, to their import paths
}

// Find compares what can be imported with the files of base and of next, which
// are all files that newsvc generates. It finds nothing in a service that isn't a
// Go module.
func Find(base, next tree.Tree) Removed {
	before, after := read(base), read(next)
	if before == nil || after == nil {
		return Removed{}
	}
	removed := Removed{folders: map[string]string{}}
	stays := packages(next)
	for dir := range packages(base) {
		imported := path.Join(before.Module.Mod.Path, dir)
		if !stays[dir] {
			removed.folders[dir] = imported
		}
		if !stays[dir] || before.Module.Mod.Path != after.Module.Mod.Path {
			removed.Packages = append(removed.Packages, imported)
		}
	}
	required := map[string]bool{}
	for _, r := range after.Require {
		required[r.Mod.Path] = true
	}
	for _, r := range before.Require {
		if !required[r.Mod.Path] {
			removed.Modules = append(removed.Modules, r.Mod.Path)
		}
	}
	slices.Sort(removed.Packages)
	slices.Sort(removed.Modules)
	return removed
}

// read parses the go.mod of a tree. It returns nil if that fails.
func read(t tree.Tree) *modfile.File {
	file, ok := t["go.mod"]
	if !ok {
		return nil
	}
	mod, err := modfile.Parse("go.mod", file.Data, nil)
	if err != nil || mod.Module == nil {
		return nil
	}
	return mod
}

// packages returns the folders of a tree that contain Go code other than tests.
func packages(t tree.Tree) map[string]bool {
	dirs := map[string]bool{}
	for name := range maps.Keys(t) {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			dirs[path.Dir(name)] = true
		}
	}
	return dirs
}

// Empty reports whether nothing is removed.
func (g Removed) Empty() bool { return len(g.Packages)+len(g.Modules) == 0 }

// Uses returns how files use what is removed, sorted by file. It skips
// files that aren't Go code. In a file that can't be parsed, the imports before
// the error count.
func (g Removed) Uses(files tree.Tree) []Use {
	var found []Use
	for _, name := range files.Paths() {
		if of, ok := g.folders[path.Dir(name)]; ok && strings.HasSuffix(name, ".go") {
			found = append(found, Use{name, of, true})
		}
		for _, imported := range Paths(name, files[name].Data) {
			if slices.Contains(g.Packages, imported) || slices.ContainsFunc(g.Modules, func(m string) bool { return InModule(imported, m) }) {
				found = append(found, Use{name, imported, false})
			}
		}
	}
	return found
}

// Paths returns the paths that a Go file imports.
func Paths(name string, data []byte) []string {
	if !strings.HasSuffix(name, ".go") {
		return nil
	}
	parsed, _ := parser.ParseFile(token.NewFileSet(), name, data, parser.ImportsOnly)
	if parsed == nil {
		return nil
	}
	var paths []string
	for _, spec := range parsed.Imports {
		if imported, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, imported)
		}
	}
	return paths
}

// InModule reports whether a package can belong to a module.
func InModule(imported, module string) bool {
	return imported == module || strings.HasPrefix(imported, module+"/")
}
