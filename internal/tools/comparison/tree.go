package main

import (
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// files contains the digest of each file in a folder, by its slash-separated path.
type files map[string][sha256.Size]byte

func readFiles(dir string) (files, error) {
	found := files{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		found[filepath.ToSlash(rel)] = sha256.Sum256(data)
		return err
	})
	return found, err
}

// added returns the sorted paths that are not in before.
func (f files) added(before files) []string {
	var paths []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if _, ok := before[name]; !ok {
			paths = append(paths, name)
		}
	}
	return paths
}

var (
	openAPI     = regexp.MustCompile(`(?m)^\s*"?(openapi|swagger)"?: ?["']?[23]\.`)
	createTable = regexp.MustCompile(`(?i)create table`)
	testFunc    = regexp.MustCompile(`(?m)^func Test[A-Z_]\w*\(\w+ \*testing\.T\)`)
	doNotEdit   = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.?$`)
	clientType  = regexp.MustCompile(`(?m)^type Client\w* struct`)
)

// count counts what generated files contain.
func (r *result) count(dir string, generated []string) error {
	r.Files = len(generated)
	for _, name := range generated {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		lines := strings.Count(string(data), "\n")
		switch {
		case strings.HasSuffix(name, "_test.go"):
			r.TestLines += lines
			r.Tests += len(testFunc.FindAll(data, -1))
		case strings.HasSuffix(name, ".go"):
			r.Lines += lines
			r.Client = r.Client || clientType.Match(data)
		}
		if path.Ext(name) == ".go" && doNotEdit.Match(data) {
			r.Owned++
		}
		switch path.Ext(name) {
		case ".yaml", ".yml", ".json":
			r.Document = r.Document || openAPI.Match(data)
		}
		r.Migration = r.Migration || createTable.Match(data) && path.Ext(name) == ".sql"
		r.Image = r.Image || path.Base(name) == "Dockerfile"
		r.Workflow = r.Workflow || strings.Contains(name, ".github/workflows/")
	}
	return nil
}

const edit = "// An edit by hand."

// editGo edits each Go file as a user might: it adds a comment to the first function that has
// a body, or at the end if there is none. It returns the paths of the files.
func editGo(dir string, generated []string) ([]string, error) {
	var edited []string
	for _, name := range generated {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		name = filepath.Join(dir, filepath.FromSlash(name))
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		at, err := firstBody(data)
		if err != nil {
			return nil, err
		}
		text := string(data) + "\n" + edit + "\n"
		if at > 0 {
			text = string(data[:at]) + "\n\t" + edit + string(data[at:])
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return nil, err
		}
		edited = append(edited, name)
	}
	return edited, nil
}

// firstBody returns the offset after the brace that opens the body of the first function
// whose body begins on a line of its own, or 0.
func firstBody(source []byte) (int, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", source, parser.SkipObjectResolution)
	if err != nil {
		return 0, err
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		if at := set.Position(f.Body.Lbrace).Offset + 1; at < len(source) && source[at] == '\n' {
			return at, nil
		}
	}
	return 0, nil
}

// ownFile returns the content of a file of the user's own that stands where a tool would
// write the file at a path.
func ownFile(dir, name string) (string, error) {
	if path.Ext(name) != ".go" {
		return "mine\n", nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, filepath.FromSlash(name)), nil, parser.PackageClauseOnly)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("package %s\n\n// mine\n", file.Name), nil
}
