// Package spec turns answers into a valid specification of a service: it
// fills in defaults, applies every rule, and reports every error at once.
package spec

import (
	"maps"
	"slices"

	"github.com/newsvc/newsvc/internal/resource"
)

// Format is the newest format of answers that this newsvc reads, and the one
// that it writes.
const Format = 1

// Answers are what is known so far of a service, from flags, a file or a
// form. The same form is kept in the service as .newsvc.yaml.
type Answers struct {
	Format    int            // of this file; 0: not said
	Pack      PackRef        // zero: the built-in pack
	Values    map[string]any // option name to string, []string or bool; absent: not answered
	Resources []resource.Resource
	Schema    []Step
}

// PackRef names the pack, and the very bytes of it, that a service was made with.
type PackRef struct {
	Name    string `yaml:"name"`
	Version string `yaml:"version,omitempty"`
	Digest  string `yaml:"digest,omitempty"` // sha256:HEX
}

// Step is one step of the history of a service's schema. It says all that is
// needed to take it and to take it back.
type Step struct {
	ID       string // "00001"; later ones are UTC stamps, 20060102150405
	Op       string // OpCreate, OpAddField, …
	Resource string // the resource's name, as it was
	Plural   string
	Fields   []resource.Field
	Targets  map[string]string // resource name to plural, for the refs among Fields
}

// The operations of steps.
const (
	OpCreate      = "create"       // the table with Fields
	OpAddField    = "add_field"    // Fields added to the table
	OpRemoveField = "remove_field" // Fields, as they were, taken from the table
	OpDrop        = "drop"         // the table, which had Fields
)

// operations are all of them, in the order in which a table lives through them.
var operations = []string{OpCreate, OpAddField, OpRemoveField, OpDrop}

// Spec is a complete and valid specification. Only Resolve makes one.
type Spec struct {
	Pack      PackRef
	Values    map[string]any      // every option of the pack: string, []string (in the order of the choices) or bool
	Resources []resource.Resource // as declared
	Schema    []Step
}

// Answers returns s as it is kept in the service: nothing is left open, and
// Resolve with the same pack makes s of it again.
func (s Spec) Answers() Answers {
	return Answers{
		Format:    Format,
		Pack:      s.Pack,
		Values:    maps.Clone(s.Values),
		Resources: slices.Clone(s.Resources),
		Schema:    slices.Clone(s.Schema),
	}
}

// Merge returns both answers together. Where both answer a question, over
// wins; a list is one answer. Where over declares resources and no schema, the
// schema of under, which is that of other resources, is dropped.
func Merge(under, over Answers) Answers {
	merged := Answers{
		Format:    under.Format,
		Pack:      under.Pack,
		Values:    map[string]any{},
		Resources: under.Resources,
		Schema:    under.Schema,
	}
	maps.Copy(merged.Values, under.Values)
	maps.Copy(merged.Values, over.Values)
	if over.Format != 0 {
		merged.Format = over.Format
	}
	if over.Pack != (PackRef{}) {
		merged.Pack = over.Pack
	}
	if len(over.Resources) > 0 {
		merged.Resources, merged.Schema = over.Resources, nil
	}
	if len(over.Schema) > 0 {
		merged.Schema = over.Schema
	}
	return merged
}
