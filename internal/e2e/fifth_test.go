package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/templates"
)

// TestFifthFramework follows docs/CONTRIBUTING.md: adding a framework requires only its
// own layers and entries in the manifest. The result must meet the contract.
func TestFifthFramework(t *testing.T) {
	if testing.Short() {
		t.Skip("generates, builds and runs a service")
	}
	dir := filepath.Join(t.TempDir(), "pack")
	if err := os.CopyFS(dir, templates.FS); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "layers"), os.DirFS("../../testdata/packs/fifth/layers")); err != nil {
		t.Fatal(err)
	}
	declare(t, filepath.Join(dir, "pack.yaml"))

	w := world{newsvc: filepath.Join(t.TempDir(), "newsvc")}
	run(t, ".", nil, "go", "build", "-o", w.newsvc, "../../cmd/newsvc")
	values := answers("waymark", contract.SQLite)
	values["features"] = []string{"docs", "metrics"} // Other features need middleware of the framework.
	g := w.generate(t, service{values: values, resources: checkedResources, pack: dir})
	w.build(t, g)
	w.check(t, g, false)
	t.Run("meets the contract", func(t *testing.T) { contract.Run(t, g.contract) })
}

// declare adds the page's entries to a manifest: the choice, the layers, and the
// framework's name in the condition of the layer framework/nethttp.
func declare(t *testing.T, manifest string) {
	t.Helper()
	blocks := pageBlocks(t)
	var document yaml.Node
	data, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	root := document.Content[0]
	framework := named(t, value(t, root, "options"), "name", "framework")
	extend(value(t, framework, "choices"), blocks[0])
	layers := value(t, root, "layers")
	extend(layers, blocks[1])
	shared := value(t, value(t, named(t, layers, "folder", "framework/nethttp"), "when"), "framework")
	shared.Content = append(shared.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "waymark"})
	out, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, out, 0o600); err != nil {
		t.Fatal(err)
	}
}

// pageBlocks returns the lists in the page's YAML blocks.
func pageBlocks(t *testing.T) []*yaml.Node {
	t.Helper()
	page, err := os.ReadFile("../../docs/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []*yaml.Node
	for _, match := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(page, -1) {
		var block yaml.Node
		if err := yaml.Unmarshal([]byte(strings.ReplaceAll("\n"+string(match[1]), "\n   ", "\n")), &block); err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, block.Content[0])
	}
	if len(blocks) != 2 {
		t.Fatalf("docs/CONTRIBUTING.md has %d YAML blocks, want a choice and layers", len(blocks))
	}
	return blocks
}

func extend(list, with *yaml.Node) { list.Content = append(list.Content, with.Content...) }

// value returns the value of a key in a mapping.
func value(t *testing.T, object *yaml.Node, key string) *yaml.Node {
	t.Helper()
	for n := 0; n < len(object.Content); n += 2 {
		if object.Content[n].Value == key {
			return object.Content[n+1]
		}
	}
	t.Fatalf("line %d: no %s", object.Line, key)
	return nil
}

// named returns the mapping in a list in which a key has a value.
func named(t *testing.T, list *yaml.Node, key, want string) *yaml.Node {
	t.Helper()
	for _, object := range list.Content {
		if value(t, object, key).Value == want {
			return object
		}
	}
	t.Fatalf("line %d: no entry with %s %s", list.Line, key, want)
	return nil
}
