// Package spec turns answers into a valid specification of a service: it
// fills in defaults, applies every rule, and reports every error at once.
package spec

import "github.com/newsvc/newsvc/internal/resource"

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
	Name    string
	Version string
	Digest  string // sha256:HEX
}

// Step is one step of the history of a service's schema.
type Step struct {
	ID       string // "0001"; later ones are UTC stamps, 20060102150405
	Op       string // OpCreate, OpAddField, …
	Resource string // the resource's name, as it was
	Plural   string
	Fields   []resource.Field
	Targets  map[string]string // resource name to plural, for the refs among Fields
}

// The operations of steps.
const (
	OpCreate   = "create"    // the table with Fields
	OpAddField = "add_field" // Fields added to the table
)

// Spec is a complete and valid specification. Only Resolve makes one.
type Spec struct {
	Pack      PackRef
	Values    map[string]any // every option of the pack: string, []string or bool
	Resources []resource.Resource // as declared
	Schema    []Step
}
