// Package imports finds the user's Go files that use what a change removes. It
// touches nothing.
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

// Use is one of the user's files that depends on something that is removed: it
// imports a package, or is part of one.
type Use struct {
	File string // the path of the file in the service
	Path string // the import path of the package
	Part bool   // the file is part of the package and doesn't import it
}

// Removed lists what can be imported before a change but not after it.
type Removed struct {
	Packages []string // import paths of removed packages of the service, sorted
	Modules  []string // paths of modules that are no longer required, sorted

	folders map[string]string // the folder of each removed package, and its import path
}

// Find returns what is removed when newsvc generates next instead of base. Both
// trees must be complete. From a service that isn't a Go module, nothing is removed.
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

// packages returns the folders that contain Go code other than tests.
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

// Uses returns which files use what is removed, sorted by file. It ignores files
// that aren't Go. In a Go file with a syntax error, the imports before the error
// count.
func (g Removed) Uses(files tree.Tree) []Use {
	var found []Use
	for _, name := range files.Paths() {
		if of, ok := g.folders[path.Dir(name)]; ok && strings.HasSuffix(name, ".go") {
			found = append(found, Use{name, of, true})
		}
		for _, imported := range Of(name, files[name].Data) {
			if slices.Contains(g.Packages, imported) || slices.ContainsFunc(g.Modules, func(m string) bool { return Within(imported, m) }) {
				found = append(found, Use{name, imported, false})
			}
		}
	}
	return found
}

// Of returns the paths that a Go file imports.
func Of(name string, data []byte) []string {
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

// Within reports whether a package can belong to a module.
func Within(imported, module string) bool {
	return imported == module || strings.HasPrefix(imported, module+"/")
}
