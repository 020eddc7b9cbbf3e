package spec_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/spec"
)

// TestSchema_Answers compares the published JSON Schema of answers files with the
// parser: it accepts the answers of the golden services, and refuses what the parser
// refuses by its structure.
func TestSchema_Answers(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/schema/answers.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		text  string
		valid bool
	}{
		"answers alone":             {"framework: chi\nfeatures: [docs]\nverbose: true", true},
		"resources in both forms":   {"resources: [user name:string, {name: note, fields: [text:text]}]", true},
		"an empty list":             {"resources: []", false},
		"a resource without fields": {"resources: [{name: note}]", false},
		"an unknown key":            {"resources: [{name: note, fields: [a:int], field: [b:int]}]", false},
		"a nested answer":           {"framework: {name: chi}", false},
		"another format":            {"format: 7", false},
		"an unknown key of a step":  {"schema: [{id: '00001', op: create, resource: note, table: notes}]", false},
	}
	err = filepath.WalkDir("../../testdata/golden", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != ".newsvc.yaml" {
			return err
		}
		data, err := os.ReadFile(path)
		cases[path] = struct {
			text  string
			valid bool
		}{string(data), true}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var value any
			if err := yaml.Unmarshal([]byte(c.text), &value); err != nil {
				t.Fatal(err)
			}
			data, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); (err == nil) != c.valid {
				t.Errorf("the schema says %v", err)
			}
			if _, err := spec.ParseAnswers("answers.yaml", []byte(c.text)); (err == nil) != c.valid {
				t.Errorf("the parser says %v", err)
			}
		})
	}
}
