// Package pack loads and checks a pack: a folder with a manifest, pack.yaml,
// and layers of files and templates.
package pack

import "io/fs"

// Manifest is a pack's pack.yaml.
type Manifest struct {
	Name        string
	Version     string
	Description string
	Format      int // the format of packs that it is written for
	Options     []Option
	Layers      []Layer
	Slots       []Slot
	Types       map[string]map[string]string // field type to its forms in the target languages
	Reserved    map[string]Reserved          // kind of identifier to what it must not be
	Initialisms []string                     // words that pascal and camel write in capitals
	Refusals    []Refusal
	Executables []string // paths, after rendering, that are executable
	Resources   []string // the resources of a service that declares none, in the field grammar
	Delims      [2]string
}

// Kinds of options.
const (
	Choice = "choice" // one of Choices
	Many   = "many"   // any of Choices
	Text   = "text"
	Bool   = "bool"
)

// Option is a question that a pack asks.
type Option struct {
	Name    string // also the flag's
	Short   string // the flag's letter, or empty
	Prompt  string // the form's question
	Help    string // one line
	Kind    string // Choice, Many, Text or Bool
	Format  string // of a Text: "name" (a service's), "go-module", or empty
	Choices []OptionChoice
	Default any    // string, []string or bool; nil: none. For format name and go-module, the command line finds one
	When    When   // when it is asked; otherwise it has its default
}

// OptionChoice is one answer to a Choice or Many option.
type OptionChoice struct {
	Name string
	What string // what it is, in a line
	Best string // what it is best for, in a line
	Cost string // what it costs, in a line
}

// When is a condition on answers: every option named has one of the values
// given (for a Many option: includes one of them; for a Bool: "true", "false").
// Empty is always true.
type When map[string][]string

// Layer is a folder that lays its files over the tree, and its fragments into
// slots: FOLDER/files/… and FOLDER/slots/SLOT/[PHASE.]KEY[.tmpl].
type Layer struct {
	Folder       string
	When         When
	Each         string   // "": once; "resource": for each; "step": for each of the schema's
	Once         []string // patterns of paths that are laid once and then belong to the user
	Dependencies []string // names of requirements below deps/
}

// Slot is a place in a file that layers contribute fragments to.
type Slot struct {
	Name   string
	Phases []string // in order; empty: fragments are ordered by key alone
}

// Reserved says which identifiers of a kind are taken, and the suffix that
// a colliding one gets.
type Reserved struct {
	Suffix string
	Words  []string
}

// Refusal is a combination of answers that a pack refuses.
type Refusal struct {
	When   When
	Reason string
	Hint   string
}

// Pack is a loaded and checked pack.
type Pack struct {
	Manifest Manifest
	Digest   string // sha256:HEX of every path and byte
	FS       fs.FS
}
