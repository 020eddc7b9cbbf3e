// Package spec turns answers into a valid specification of a service. It adds defaults,
// checks all rules, and reports all errors at once.
package spec

import (
	"maps"
	"slices"

	"github.com/newsvc/newsvc/internal/resource"
)

// Format is the latest format of answers. This newsvc reads it and all earlier ones,
// and writes it.
const Format = 1

// Answers contains the answers about a service that flags, a file or a form have given
// so far. A service stores them in .newsvc.yaml.
type Answers struct {
	Format    int            // of this file; 0 if not given
	Pack      PackRef        // zero for the built-in pack
	Values    map[string]any // option name to string, []string or bool; absent if not answered
	Resources []resource.Resource
	Schema    []Step
	Unread    []string // names of further resources, which have errors
	Yours     []string // paths of generated files that belong to the user, so that merges leave them alone

	// Places says where a file has the answers, as FILE:LINE, by the name of an option or
	// of another key, and by PlaceOf for each resource. Errors name them.
	Places map[string]string
}

// PackRef identifies the pack, including its exact content, that generated a service.
type PackRef struct {
	Name    string `yaml:"name"`
	Version string `yaml:"version,omitempty"`
	Digest  string `yaml:"digest,omitempty"` // sha256:HEX

	// These are empty for a pack that doesn't come from a module. For one that
	// does, Version is that of the module.
	Module string `yaml:"module,omitempty"` // path
	Folder string `yaml:"folder,omitempty"` // in the module; empty: its root
	Sum    string `yaml:"sum,omitempty"`    // of the module's files, as in go.sum
}

// Step is a step in the history of a service's schema. It contains everything needed to
// apply it and to undo it.
type Step struct {
	ID       string // "00001"; for later steps a UTC timestamp, 20060102150405
	Op       string // OpCreate, OpAddField, …
	Resource string // the resource's name at that time
	Plural   string
	Fields   []resource.Field
	Targets  map[string]string // resource name to plural, for the refs among Fields
}

// The operations of steps.
const (
	OpCreate      = "create"       // creates the table with Fields
	OpAddField    = "add_field"    // adds Fields to the table
	OpRemoveField = "remove_field" // removes Fields, given in their last form, from the table
	OpDrop        = "drop"         // drops the table, which had Fields
)

// operations lists them in the order of a table's life.
var operations = []string{OpCreate, OpAddField, OpRemoveField, OpDrop}

// Spec is a complete and valid specification. Only Resolve creates one.
type Spec struct {
	Pack      PackRef
	Values    map[string]any      // every option of the pack: string, []string (in the order of the choices) or bool
	Resources []resource.Resource // as declared
	Schema    []Step
	Yours     []string
}

// Answers returns the complete answers, as the service stores them. Resolve with the
// same pack returns s again.
func (s Spec) Answers() Answers {
	return Answers{
		Format:    Format,
		Pack:      s.Pack,
		Values:    maps.Clone(s.Values),
		Resources: slices.Clone(s.Resources),
		Schema:    slices.Clone(s.Schema),
		Yours:     slices.Clone(s.Yours),
	}
}

// Merge combines answers. If both answer a question, over wins; a list is one answer.
// If over declares resources but no schema, the schema of under is dropped, because it
// belongs to other resources.
func Merge(under, over Answers) Answers {
	merged := Answers{
		Format:    under.Format,
		Pack:      under.Pack,
		Values:    map[string]any{},
		Resources: under.Resources,
		Schema:    under.Schema,
		Unread:    under.Unread,
		Yours:     under.Yours,
	}
	maps.Copy(merged.Values, under.Values)
	maps.Copy(merged.Values, over.Values)
	merged.Places = mergePlaces(under, over)
	if over.Format != 0 {
		merged.Format = over.Format
	}
	if over.Pack != (PackRef{}) {
		merged.Pack = over.Pack
	}
	if len(over.Resources)+len(over.Unread) > 0 {
		merged.Resources, merged.Unread, merged.Schema = over.Resources, over.Unread, nil
	}
	if len(over.Yours) > 0 {
		merged.Yours = over.Yours
	}
	if len(over.Schema) > 0 {
		merged.Schema = over.Schema
	}
	return merged
}
