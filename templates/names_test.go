package templates_test

import (
	"context"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/templates"
)

// declared are resources with every type and modifier, for the tests of this package.
var declared = []string{
	"user email:email:unique name:string nick:string:optional:unique",
	"order number:string:unique:max=20 status:enum=new,paid note:text:optional count:int:min=1:max=99:default=1 express:bool:default=false placed_at:time buyer:ref=user gift_for:ref=user:optional after:ref=order:optional",
	"product page:url:unique views:bigint:optional weight:float:min=0 price:decimal=10,2:unique code:uuid:default=018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f since:date:index until:date:default=2026-12-31 traits:json manual:json:optional",
}

// TestDeclared_HasEveryType checks that the tests of this package see every type.
func TestDeclared_HasEveryType(t *testing.T) {
	used := map[string]bool{}
	for _, text := range declared {
		for _, field := range strings.Fields(text)[1:] {
			kind, _, _ := strings.Cut(strings.SplitN(field, ":", 3)[1], "=")
			used[kind] = true
		}
	}
	for kind := range load(t).Manifest.Types {
		if !used[kind] {
			t.Errorf("add a required and an optional field of the type %s to the list declared", kind)
		}
	}
}

// packages are those of the declared resources.
var packages = []string{"user", "order", "product"}

// load returns the built-in pack.
func load(t *testing.T) *pack.Pack {
	t.Helper()
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// render returns the Go files of a service with the declared resources, by path.
func renderService(t *testing.T, p *pack.Pack, values map[string]any) map[string][]byte {
	t.Helper()
	return renderResources(t, p, values, declared...)
}

// renderResources returns the Go files of a service with the resources.
func renderResources(t *testing.T, p *pack.Pack, values map[string]any, declared ...string) map[string][]byte {
	t.Helper()
	files := renderAll(t, p, values, declared...)
	maps.DeleteFunc(files, func(name string, _ []byte) bool { return path.Ext(name) != ".go" })
	return files
}

func renderAll(t *testing.T, p *pack.Pack, values map[string]any, declared ...string) map[string][]byte {
	t.Helper()
	answers := spec.Answers{Values: maps.Clone(values)}
	if answers.Values["name"] == nil {
		answers.Values["name"], answers.Values["module"] = "hello", "example.com/hello"
	}
	for _, text := range declared {
		r, err := resource.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		answers.Resources = append(answers.Resources, r)
	}
	resolved, err := spec.Resolve(p.Manifest, spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}, answers)
	if err != nil {
		t.Fatal(err)
	}
	rendered, err := render.Render(context.Background(), p, resolved)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, file := range rendered.Files {
		files[file.Path] = file.Data
	}
	return files
}

// eachService runs a test for every framework and every database, with all features and auth, and
// with none.
func eachService(t *testing.T, test func(t *testing.T, p *pack.Pack, files map[string][]byte)) {
	t.Helper()
	p := load(t)
	choices := map[string][]string{}
	for _, option := range p.Manifest.Options {
		for _, choice := range option.Choices {
			choices[option.Name] = append(choices[option.Name], choice.Name)
		}
	}
	for _, framework := range choices["framework"] {
		for _, database := range choices["database"] {
			t.Run(framework+"-"+database, func(t *testing.T) {
				t.Parallel()
				test(t, p, renderService(t, p, map[string]any{"framework": framework, "database": database, "auth": "jwt", "features": choices["features"]}))
				test(t, p, renderService(t, p, map[string]any{"framework": framework, "database": database, "features": []string{}}))
			})
		}
	}
}

func TestGoFilesAreFormatted(t *testing.T) {
	eachService(t, func(t *testing.T, _ *pack.Pack, files map[string][]byte) {
		for name, data := range files {
			if formatted, err := format.Source(data); err != nil || string(formatted) != string(data) {
				t.Errorf("%s isn't formatted as by gofmt (%v)", name, err)
			}
		}
	})
}

// TestNamesOfPackagesAreReserved finds what a resource's package would collide with,
// were it called so: names that are declared or imported where such a package is imported, and the
// service's own packages.
func TestNamesOfPackagesAreReserved(t *testing.T) {
	eachService(t, func(t *testing.T, p *pack.Pack, files map[string][]byte) {
		collisions := collisions(t, files)
		if len(collisions) < 20 {
			t.Fatalf("only %d names are found: %v", len(collisions), collisions)
		}
		for _, name := range slices.Sorted(maps.Keys(collisions)) {
			if !slices.Contains(p.Manifest.Reserved["package"].Words, name) {
				t.Errorf("%s: %s belongs to reserved.package of pack.yaml, or wants another name (a capital letter in it is enough)", collisions[name], name)
			}
		}
	})
}

// collisions returns the names that no package of a resource may have, and a file
// in which they are.
func collisions(t *testing.T, files map[string][]byte) map[string]string {
	t.Helper()
	byFolder := map[string]map[string]*ast.File{}
	for name, data := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		key := path.Dir(name) + " " + file.Name.Name
		if byFolder[key] == nil {
			byFolder[key] = map[string]*ast.File{}
		}
		byFolder[key][name] = file
	}
	found := map[string]string{}
	for key, parsed := range byFolder {
		if own, ok := strings.CutPrefix(strings.Fields(key)[0], "internal/"); ok && !slices.Contains(packages, own) {
			found[strings.Split(own, "/")[0]] = key
		}
		folder := path.Base(strings.Fields(key)[0])
		if !slices.Contains(packages, folder) && !slices.ContainsFunc(slices.Collect(maps.Values(parsed)), importsResource) {
			continue
		}
		for name := range parsed { // Each resource adds a file named after its package.
			if base := strings.TrimSuffix(path.Base(name), ".go"); lowerCase.MatchString(base) && !slices.Contains(packages, base) {
				found[base] = name
			}
		}
		for name, file := range parsed {
			note := func(identifier string) {
				if _, _, made := patternOf(identifier); lowerCase.MatchString(identifier) && !made {
					found[identifier] = name
				}
			}
			packageLevel(file, note)
			if importsResource(file) {
				imported(file, note)
				local(file, note)
			}
		}
	}
	return found
}

var (
	lowerCase = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	major     = regexp.MustCompile(`^v[0-9]+$`)
)

// importsResource reports whether a file imports the package of a resource.
func importsResource(file *ast.File) bool {
	return slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool {
		imported, _ := strconv.Unquote(i.Path.Value)
		return path.Base(path.Dir(imported)) == "internal" && slices.Contains(packages, path.Base(imported))
	})
}

func imported(file *ast.File, note func(string)) {
	for _, i := range file.Imports {
		imported, _ := strconv.Unquote(i.Path.Value)
		name := path.Base(imported)
		if major.MatchString(name) {
			name = path.Base(path.Dir(imported))
		}
		if i.Name != nil {
			name = i.Name.Name
		}
		note(name)
	}
}

func packageLevel(file *ast.File, note func(string)) {
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				note(decl.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range decl.Specs {
				specified(s, note)
			}
		}
	}
}

func specified(s ast.Spec, note func(string)) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		note(s.Name.Name)
	case *ast.ValueSpec:
		for _, name := range s.Names {
			note(name.Name)
		}
	}
}

// local notes what functions declare: parameters, results and variables.
func local(file *ast.File, note func(string)) {
	noteAll := func(expressions ...ast.Expr) {
		for _, e := range expressions {
			if name, ok := e.(*ast.Ident); ok {
				note(name.Name)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructType:
			return false // Fields are selected: they hide nothing.
		case *ast.Field:
			for _, name := range n.Names {
				note(name.Name)
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				noteAll(n.Lhs...)
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				noteAll(n.Key, n.Value)
			}
		case ast.Spec:
			specified(n, note)
		}
		return true
	})
}

// TestPartialsEndWithoutALineBreak keeps lines together where a partial is used within one.
func TestPartialsEndWithoutALineBreak(t *testing.T) {
	partials, err := fs.Glob(templates.FS, "partials/*.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range partials {
		data, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(string(data), "\n") {
			t.Errorf("%s ends with a line break", name)
		}
	}
}
