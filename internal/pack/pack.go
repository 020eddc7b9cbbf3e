// Package pack loads and checks a pack: a folder with a manifest, pack.yaml,
// and layers of files and templates.
package pack

import "io/fs"

// Format is the newest format of packs that this newsvc reads.
const Format = 1

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
	Derived     map[string][]string          // scope to the patterns of identifiers that a resource's name makes
	Reserved    map[string]Reserved          // kind of identifier to what it must not be
	Initialisms []string                     // words that pascal and camel write in capitals
	Refusals    []Refusal
	Executables []string // patterns of paths, after rendering, that are executable
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

// Formats of Text options.
const (
	FormatName     = "name"      // a service's name
	FormatGoModule = "go-module" // the path of a Go module
)

// Option is a question that a pack asks.
type Option struct {
	Name    string // also the flag's
	Short   string // the flag's letter, or empty
	Prompt  string // the form's question
	Help    string // one line
	Kind    string // Choice, Many, Text or Bool
	Format  string // of a Text: FormatName, FormatGoModule, or empty
	Choices []OptionChoice
	Default any  // string, []string or bool; nil: none. For format name and go-module, the command line finds one
	When    When // when it is asked; otherwise it has its default
}

// OptionChoice is one answer to a Choice or Many option.
type OptionChoice struct {
	Name string
	What string // what it is, in a line
	Best string // what it is best for, in a line
	Cost string // what it costs, in a line
}

// Layer is a folder that lays its files over the tree, and its fragments into
// slots: FOLDER/files/… and FOLDER/slots/SLOT/[PHASE.]KEY[.tmpl].
type Layer struct {
	Folder       string
	When         When
	Types        []string // laid where a field has one of these types; empty: always
	Modifiers    []string // laid where a field has one of these modifiers; empty: always
	Each         string   // EachOnce, EachResource or EachStep
	Once         []string // patterns of paths that are laid once and then belong to the user
	Dependencies []string // names of requirements below deps/
}

// What a layer is laid for.
const (
	EachOnce     = ""         // the service
	EachResource = "resource" // each of its resources
	EachStep     = "step"     // each step of its schema
)

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

// Pack is a loaded and checked pack. It is safe for concurrent use.
type Pack struct {
	Manifest Manifest
	Digest   string // sha256:HEX of every path and byte
	FS       fs.FS  // the pack's files as they were when it was loaded, held in memory

	figures  []byte // figures.yaml, or nil
	marks    marks  // where in pack.yaml things stand
	files    map[string][]*File
	frags    map[string][]*Fragment
	partials map[string]*Source
	code     int // bytes of the actions in all templates
}

// File is a file that a layer lays.
type File struct {
	*Source
	Layer  string
	Target *Source // its path in the service, perhaps with actions
}

// Fragment is what a layer contributes to a slot.
type Fragment struct {
	*Source
	Layer string
	Slot  string
	Phase string // empty where the slot has no phases
	Key   string
}

// Files returns the files of a layer, sorted by their paths in the pack.
func (p *Pack) Files(layer string) []*File { return p.files[layer] }

// Fragments returns the fragments of a layer, sorted by their paths in the pack.
func (p *Pack) Fragments(layer string) []*Fragment { return p.frags[layer] }

// Partials returns the partials by name.
func (p *Pack) Partials() map[string]*Source { return p.partials }

// Active returns the layers that the values call for, in the manifest's order.
func (p *Pack) Active(values map[string]any) []Layer {
	var active []Layer
	for _, l := range p.Manifest.Layers {
		if l.When.Holds(values) {
			active = append(active, l)
		}
	}
	return active
}

// Option returns the option of that name, or nil.
func (m *Manifest) Option(name string) *Option {
	for i := range m.Options {
		if m.Options[i].Name == name {
			return &m.Options[i]
		}
	}
	return nil
}

// Slot returns the slot of that name, or nil.
func (m *Manifest) Slot(name string) *Slot {
	for i := range m.Slots {
		if m.Slots[i].Name == name {
			return &m.Slots[i]
		}
	}
	return nil
}

// Module returns the value of the option with the format of a Go module's
// path, and that option's name; both are empty when the pack has none.
func (p *Pack) Module(values map[string]any) (path, option string) {
	for _, o := range p.Manifest.Options {
		if o.Format == FormatGoModule {
			path, _ = values[o.Name].(string)
			return path, o.Name
		}
	}
	return "", ""
}

func (p *Pack) optionNames() []string {
	return names(p.Manifest.Options, func(o Option) string { return o.Name })
}

func (p *Pack) slotNames() []string {
	return names(p.Manifest.Slots, func(s Slot) string { return s.Name })
}

func names[T any](all []T, name func(T) string) []string {
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = name(v)
	}
	return texts
}
