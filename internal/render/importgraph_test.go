package render

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pure are the packages of the standard library that rendering may import: they work
// on values only. context, io/fs and net/url are among them: interfaces, and a parser.
// So are fmt and text/template, if uses of impure don't appear.
var pure = strings.Fields(`
	bytes cmp context crypto/sha256 encoding encoding/base64 encoding/binary encoding/hex encoding/json errors
	fmt go/ast go/format go/parser go/printer go/scanner go/token hash io io/fs iter maps math math/bits net/url path
	reflect regexp runtime slices sort strconv strings sync sync/atomic text/template text/template/parse time
	unicode unicode/utf16 unicode/utf8`)

// impure is what reaches the system through a pure package: the standard streams
// through fmt, and files through text/template.
var impure = map[string][]string{
	"fmt":           {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"text/template": {"ParseFiles", "ParseGlob", "ParseFS"},
}

// harmless are exceptions in modules that rendering needs: they trace their parsers
// when they are debugged, and know the separator of paths.
var harmless = map[string][]string{
	"go.yaml.in/yaml/v3":                   {"fmt.Println"},
	"golang.org/x/mod/internal/lazyregexp": {"os.Args"},
	"golang.org/x/mod/modfile":             {"os.Stderr", "path/filepath.Separator"},
}

// listed is a package as the go command lists it.
type listed struct {
	ImportPath, Dir   string
	Standard          bool
	GoFiles, CgoFiles []string
	SFiles            []string
}

// TestImports_ReachNoSystem proves that no template can reach the system, whatever the
// engine does with it: no package below render, and no module's, can name os, net,
// os/exec, syscall, unsafe or C. What the standard library imports itself isn't
// followed.
func TestImports_ReachNoSystem(t *testing.T) {
	for _, system := range []string{"linux", "darwin", "windows"} {
		t.Run(system, func(t *testing.T) {
			own := 0
			for _, p := range dependencies(t, system) {
				if p.Standard {
					continue
				}
				own++
				if len(p.CgoFiles)+len(p.SFiles) > 0 {
					t.Errorf("%s has files in other languages: %v %v", p.ImportPath, p.CgoFiles, p.SFiles)
				}
				for _, file := range p.GoFiles {
					p.check(t, file)
				}
			}
			if own < 10 {
				t.Errorf("only %d packages were checked", own)
			}
		})
	}
}

// dependencies lists render and all packages that it imports on a system.
func dependencies(t *testing.T, system string) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Dir,Standard,GoFiles,CgoFiles,SFiles", ".")
	cmd.Env = append(cmd.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// check checks what a file imports, and what it uses of that.
func (p listed) check(t *testing.T, name string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	local := map[string]string{} // the local names of packages
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		as := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			as = spec.Name.Name
		}
		local[as] = path
		if as == "." || !strings.Contains(path, ".") && !slices.Contains(pure, path) && !p.uses(path) {
			t.Errorf("%s: %s imports %s", p.ImportPath, name, path)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		what := selector.Sel.Name
		operand, ok := selector.X.(*ast.Ident)
		path := ""
		if ok {
			path = local[operand.Name]
		}
		switch {
		case slices.Contains(harmless[p.ImportPath], path+"."+what):
		case slices.Contains(impure[path], what), path == "" && slices.Contains(impure["text/template"], what):
			t.Errorf("%s: %s uses %s", p.ImportPath, name, what)
		case path != "" && !strings.Contains(path, ".") && !slices.Contains(pure, path):
			t.Errorf("%s: %s uses %s.%s", p.ImportPath, name, path, what)
		}
		return true
	})
}

// uses reports whether a package has a harmless use of another one.
func (p listed) uses(path string) bool {
	return path != "" && slices.ContainsFunc(harmless[p.ImportPath], func(use string) bool { return strings.HasPrefix(use, path+".") })
}
