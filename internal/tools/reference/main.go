// Reference writes what is generated in docs: manifest.md, the reference of packs'
// manifests, from their JSON Schema; and the JSON Schemas of the documents that
// commands print, from their Go types.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	pages, err := generate()
	if err != nil {
		return err
	}
	for path, text := range pages {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the generated files by their paths. The current folder is that of the
// repository.
func generate() (map[string]string, error) {
	pages, err := documentSchemas()
	if err != nil {
		return nil, err
	}
	manifest, err := os.ReadFile("docs/schema/pack.v1.json")
	if err != nil {
		return nil, err
	}
	if pages["docs/manifest.md"], err = manifestPage(manifest); err != nil {
		return nil, err
	}
	pages["internal/cli/document/codes.go"], err = errorCodes()
	return pages, err
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
