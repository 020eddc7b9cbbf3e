package pack_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/pack"
)

const schemaFile = "../../docs/schema/pack.v1.json"

// TestSchema_AcceptsPacks compares the published JSON Schema of manifests with the packs
// that Load accepts: it must accept all of them.
func TestSchema_AcceptsPacks(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, dir := range []string{"../../templates", "../../testdata"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.Name() != "pack.yaml" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			_, err = pack.Load(os.DirFS(filepath.Dir(path)))
			if extends := bytes.Contains(data, []byte("\nextends: ")); err != nil && !extends {
				return nil //nolint:nilerr // it is a pack that newsvc refuses
			}
			checked++
			var value any
			if err := yaml.Unmarshal(data, &value); err != nil {
				return err
			}
			if err := schema.Validate(asJSON(t, value)); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked < 2 {
		t.Errorf("checked only %d packs", checked)
	}
}

func asJSON(t *testing.T, value any) any {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	result, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestSchema_HasAllKeys compares the keys that the schema knows with those that the loader
// reads.
func TestSchema_HasAllKeys(t *testing.T) {
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	published := map[string]bool{}
	collectKeys(document, published)

	read := map[string]bool{}
	files, err := filepath.Glob("../[ep]*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if dir := filepath.Base(filepath.Dir(file)); dir != "pack" && dir != "extend" {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?:strict\.(?:Required|Optional)\(|kind\()"([a-z]+)"`).FindAllSubmatch(source, -1) {
			read[string(found[1])] = true
		}
	}
	if !maps.Equal(published, read) {
		t.Errorf("the schema has the keys\n%v\nand the loader reads\n%v", slices.Sorted(maps.Keys(published)), slices.Sorted(maps.Keys(read)))
	}
}

// collectKeys adds the names of all properties that a schema declares.
func collectKeys(value any, keys map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		if properties, ok := value["properties"].(map[string]any); ok {
			for key := range properties {
				keys[key] = true
			}
		}
		for _, v := range value {
			collectKeys(v, keys)
		}
	case []any:
		for _, v := range value {
			collectKeys(v, keys)
		}
	}
}
