package main

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/newsvc/newsvc/internal/cli/document"
)

const module = "github.com/newsvc/newsvc"

// documentSchemas returns the JSON Schema of each kind of document by its path. The
// descriptions are the comments in the source.
func documentSchemas() (map[string]string, error) {
	// A later newsvc may add a property without another version of the schema.
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, AllowAdditionalProperties: true}
	for _, folder := range []string{"internal/cli/document", "internal/pack", "internal/merge", "internal/service", "internal/system"} {
		if err := r.AddGoComments(module, folder); err != nil {
			return nil, err
		}
	}
	pages := map[string]string{}
	for kind, value := range document.Kinds() {
		schema := r.ReflectFromType(reflect.TypeOf(value))
		schema.ID = jsonschema.ID("https://" + module + "/blob/main/docs/schema/" + kind + ".v1.json")
		schema.Title = "newsvc/" + kind + ", version 1"
		name, _ := schema.Properties.Get("schema")
		name.Const = "newsvc/" + kind
		version, _ := schema.Properties.Get("version")
		version.Const = 1
		if kind == "failure" {
			code, _ := schema.Definitions["failure"].Properties.Get("code")
			for _, c := range document.NewCommands(nil).Errors {
				code.Enum = append(code.Enum, c)
			}
		}
		data, err := json.MarshalIndent(schema, "", "  ")
		if err != nil {
			return nil, err
		}
		pages[fmt.Sprintf("docs/schema/%s.v1.json", kind)] = string(data) + "\n"
	}
	return pages, nil
}
