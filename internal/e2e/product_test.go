package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"

	"github.com/newsvc/newsvc/internal/choices"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
	"github.com/newsvc/newsvc/templates"
)

// module is the module path of services that are only rendered.
const module = "example.com/service"

// TestProduct renders every combination of choices and parses the files. For each
// module whose imports differ from all others, it checks that `go mod tidy` changes
// nothing. Without -matrix, the combinations cover every pair of choices.
func TestProduct(t *testing.T) {
	if testing.Short() {
		t.Skip("renders thousands of services and runs the go command on hundreds, which takes minutes")
	}
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	combinations := choices.Pairs(p.Manifest)
	if *matrix {
		combinations = choices.All(p.Manifest)
	}
	seen := product{parsed: map[[sha256.Size]byte]bool{}, modules: map[string]tree.Tree{}}
	group, ctx := errgroup.WithContext(t.Context())
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, values := range combinations {
		group.Go(func() error {
			planned, err := plan.Render(ctx, p, answered(t, p, values))
			if err != nil {
				return fmt.Errorf("%v: %w", values, err)
			}
			if err := planned.Unformatted(); err != nil {
				t.Errorf("%v: %v", values, err)
			}
			if err := seen.take(planned.Tree()); err != nil {
				t.Errorf("%v: %v", values, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d services with %d different files and %d different modules", len(combinations), len(seen.parsed), len(seen.modules))
	seen.tidy(t)
}

func answered(t *testing.T, p *pack.Pack, values map[string]any) spec.Spec {
	answers := spec.Answers{Values: maps.Clone(values)}
	answers.Values["name"], answers.Values["module"] = "service", module
	s, err := spec.Resolve(p.Manifest, spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}, answers)
	if err != nil {
		t.Errorf("%v: %v", values, err)
	}
	return s
}

// product has the different files and modules of all services so far.
type product struct {
	mu      sync.Mutex // protects the fields below
	parsed  map[[sha256.Size]byte]bool
	modules map[string]tree.Tree // by go.mod, go.sum and the imports
}

// take parses the files of a service that are new.
func (p *product) take(files tree.Tree) error {
	imports := map[string]bool{}
	for _, name := range files.Paths() {
		data := files[name].Data
		if path.Ext(name) == ".go" {
			parsed, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ImportsOnly)
			if err != nil {
				return err
			}
			note(imports, parsed, strings.HasSuffix(name, "_test.go"))
		}
		if p.isNew(data) {
			if err := parse(name, data); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	key := fmt.Sprintf("%s\n%s\n%s", files["go.mod"].Data, files["go.sum"].Data, slices.Sorted(maps.Keys(imports)))
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.modules[key]; !ok {
		p.modules[key] = files
	}
	return nil
}

// note adds a file's imports from other modules, and whether only tests import them.
func note(imports map[string]bool, file *ast.File, isTest bool) {
	for _, imported := range file.Imports {
		if where, err := strconv.Unquote(imported.Path.Value); err == nil && strings.Contains(where, ".") && !strings.HasPrefix(where, module+"/") {
			imports[fmt.Sprint(where, " ", isTest)] = true
		}
	}
}

func (p *product) isNew(data []byte) bool {
	sum := sha256.Sum256(data)
	p.mu.Lock()
	defer p.mu.Unlock()
	seen := p.parsed[sum]
	p.parsed[sum] = true
	return !seen
}

func parse(name string, data []byte) error {
	switch path.Ext(name) {
	case ".go":
		_, err := parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution)
		return err
	case ".yaml", ".yml":
		var document any
		return yaml.Unmarshal(data, &document)
	case ".json":
		var document any
		decoder := json.NewDecoder(bytes.NewReader(data))
		return decoder.Decode(&document)
	}
	return nil
}

// tidy reports each module that `go mod tidy` would change.
func (p *product) tidy(t *testing.T) {
	t.Helper()
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	work := t.TempDir()
	for n, key := range slices.Sorted(maps.Keys(p.modules)) {
		group.Go(func() error {
			dir := filepath.Join(work, strconv.Itoa(n))
			if err := writeModule(dir, p.modules[key]); err != nil {
				return err
			}
			if out, err := output(t, dir, nil, "go", "mod", "tidy", "-diff"); err != nil {
				t.Errorf("%s: %v\n%s", p.modules[key][plan.AnswersPath].Data, err, out)
			}
			return os.RemoveAll(dir)
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}

// writeModule writes the files that the go command reads.
func writeModule(dir string, files tree.Tree) error {
	for name, file := range files {
		if ext := path.Ext(name); ext != ".go" && ext != ".mod" && ext != ".sum" {
			continue
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, file.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
