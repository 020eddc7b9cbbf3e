// Reference writes docs/manifest.md, the reference of packs' manifests, from their
// JSON Schema.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run("docs/schema/pack.v1.json", "docs/manifest.md"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(schema, page string) error {
	data, err := os.ReadFile(schema)
	if err != nil {
		return err
	}
	text, err := manifestPage(data)
	if err != nil {
		return fmt.Errorf("%s: %w", schema, err)
	}
	return os.WriteFile(page, []byte(text), 0o644)
}

// schema is the part of a JSON Schema that the manifest's uses.
type schema struct {
	Title       string           `json:"title"`
	Description string           `json:"description"`
	Ref         string           `json:"$ref"`
	Type        any              `json:"type"` // text, or a list
	Const       any              `json:"const"`
	Enum        []string         `json:"enum"`
	Default     any              `json:"default"`
	Required    []string         `json:"required"`
	Properties  ordered[*schema] `json:"properties"`
	Items       *schema          `json:"items"`
	Defs        ordered[*schema] `json:"$defs"`
	AnyOf       []*schema        `json:"anyOf"`
	Additional  json.RawMessage  `json:"additionalProperties"`
}
