package templates_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
)

// typed is a type as a field has it, with its argument; a reference is to other.
func typed(typ resource.Type) string {
	switch {
	case typ == resource.Ref:
		return "ref=other"
	case typ.Argument() != "":
		return string(typ) + "=" + typ.Argument()
	}
	return string(typ)
}

// TestEachTypeAlone checks that a service with fields of a single type has all the code that
// it needs, because types share layers.
func TestEachTypeAlone(t *testing.T) {
	p := load(t)
	for name := range p.Manifest.Types {
		for _, database := range []string{"sqlite", "postgres"} {
			t.Run(name+"-"+database, func(t *testing.T) {
				t.Parallel()
				field := "f:" + typed(resource.Type(name))
				declared := []string{"item " + field + " " + strings.Replace(field, "f:", "g:", 1) + ":optional"}
				if name == "ref" {
					declared = append(declared, "other h:ref=other:optional")
				}
				files := renderResources(t, p, map[string]any{"database": database, "features": []string{}}, declared...)
				for _, missing := range missingNames(t, files) {
					t.Error(missing)
				}
			})
		}
	}
}

// TestEachModifierAlone holds code for optional fields and for defaults to be complete where a field
// has them, and to be nowhere else.
func TestEachModifierAlone(t *testing.T) {
	p := load(t)
	plain := renderResources(t, p, map[string]any{"features": []string{}}, "thing f:string")
	for name, field := range map[string]string{
		"none":     "f:string",
		"optional": "f:string:optional",
		"default":  "f:string:default=a",
		"both":     "f:string:optional:default=a",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := renderResources(t, p, map[string]any{"features": []string{}}, "thing "+field)
			if !slices.Equal(slices.Sorted(maps.Keys(files)), slices.Sorted(maps.Keys(plain))) {
				t.Errorf("it has other files than a service without modifiers: %v", slices.Sorted(maps.Keys(files)))
			}
			for _, missing := range missingNames(t, files) {
				t.Error(missing)
			}
			for _, code := range []struct{ file, text, modifier string }{
				{"internal/thing/thing.go", "F *string", ":optional"},
				{"internal/httpapi/thing.go", "setDefaults", ":default"},
				{"internal/httpapi/json.go", "setDefaults", ":default"},
			} {
				if strings.Contains(string(files[code.file]), code.text) != strings.Contains(field, code.modifier) {
					t.Errorf("%s: it has %q: %t", code.file, code.text, !strings.Contains(field, code.modifier))
				}
			}
		})
	}
}

// missingNames returns what the files of a service use of each other's, and no file declares.
func missingNames(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	parsed := map[string]*ast.File{}
	known := map[string]bool{} // FOLDER.NAME
	for name, data := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, data, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed[name] = file
		packageLevel(file, func(identifier string) { known[path.Dir(name)+"."+identifier] = true })
	}
	var missing []string
	for name, file := range parsed {
		imports := map[string]bool{}
		imported(file, func(identifier string) { imports[identifier] = true })
		for _, used := range file.Unresolved {
			if types.Universe.Lookup(used.Name) == nil && !imports[used.Name] && !known[path.Dir(name)+"."+used.Name] {
				missing = append(missing, name+": "+used.Name)
			}
		}
		for _, used := range ofOwnPackages(file) {
			if !known[used] {
				missing = append(missing, name+": "+used)
			}
		}
	}
	return missing
}

// ofOwnPackages returns what a file uses of the service's other packages, as FOLDER.NAME.
func ofOwnPackages(file *ast.File) []string {
	folders := map[string]string{}
	for _, i := range file.Imports {
		imported, _ := strconv.Unquote(i.Path.Value)
		if folder, own := strings.CutPrefix(imported, "example.com/hello/"); own {
			folders[path.Base(folder)] = folder
		}
	}
	var used []string
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if from, ok := selector.X.(*ast.Ident); ok && from.Obj == nil && folders[from.Name] != "" {
				used = append(used, folders[from.Name]+"."+selector.Sel.Name)
			}
		}
		return true
	})
	return used
}

// choiceNames returns the names of all choices of an option.
func choiceNames(p *pack.Pack, option string) []string {
	var names []string
	for _, choice := range p.Manifest.Option(option).Choices {
		names = append(names, choice.Name)
	}
	return names
}

// TestAgentsGuideNamesWhatIsThere holds the layout in AGENTS.md to the service's folders: each
// row names what is there, once, and each package below internal has a row.
func TestAgentsGuideNamesWhatIsThere(t *testing.T) {
	p := load(t)
	for name, tc := range map[string]struct {
		values   map[string]any
		resource string
	}{
		"the default":           {map[string]any{}, "item name:string"},
		"as little as there is": {map[string]any{"features": []string{}, "database": "memory", "deploy": "none", "ci": "none"}, "item count:int"},
		"as much as there is": {
			map[string]any{"features": choiceNames(p, "features"), "auth": "jwt", "database": "postgres"},
			"item a:string:optional b:date c:decimal=5,2 d:float e:json f:url g:bool:default=true h:time i:uuid j:bigint k:text l:enum=x,y",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := renderAll(t, p, tc.values, tc.resource)
			_, layout, _ := strings.Cut(string(files["AGENTS.md"]), "## Layout")
			layout, _, _ = strings.Cut(layout, "\n## ")
			rows := map[string]int{}
			for line := range strings.Lines(layout) {
				names, _, _ := strings.Cut(strings.TrimPrefix(line, "| `"), "` | ")
				if strings.HasPrefix(line, "| `") {
					for _, row := range strings.Split(names, "`, `") {
						rows[row]++
					}
				}
			}
			there := map[string]bool{}
			for file := range files {
				for at := file; at != "."; at = path.Dir(at) {
					there[at] = true
				}
				if parts := strings.Split(file, "/"); parts[0] == "internal" && rows["internal/"+parts[1]] == 0 {
					t.Errorf("%s: its package has no row", file)
				}
			}
			for row, count := range rows {
				if !there[row] || count > 1 {
					t.Errorf("%s stands %d times, and is there: %t", row, count, there[row])
				}
			}
		})
	}
}
