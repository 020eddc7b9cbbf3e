// Package pack loads and validates a pack: a folder with a manifest, pack.yaml, and layers
// of files and templates.
package pack

import (
	"io/fs"
	"maps"
	"slices"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/strict"
)

// Format is the latest format of packs that this newsvc reads.
const Format = 1

// Manifest is the content of pack.yaml.
type Manifest struct {
	Name        string
	Version     string
	Description string
	Format      int // the format of the pack
	Options     []Option
	Layers      []Layer
	Slots       []Slot
	Types       map[string]map[string]string // field type to its columns
	Derived     map[string][]string          // scope to the patterns of identifiers that are derived from a resource's name
	Reserved    map[string]Reserved          // kind of identifier to reserved words
	Initialisms []string                     // words that pascal and camel write in capitals
	Refusals    []Refusal
	Executables []string // patterns of paths, after rendering, that are executable
	Gofmt       []string // patterns of paths, before rendering, of the Go files that need to be formatted; nil for all
	Resources   []string // the resources of a service that declares none, in the grammar of package resource
	Presets     []Preset // in the order in which they are offered
	Delims      [2]string
	Changes     []Change      // what the versions so far changed for services of earlier ones, in order
	Bases       []extend.Base // the packs that it extends, the nearest one first
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
	FormatBranch   = "branch"    // the main branch of the git repository
	FormatFolder   = "folder"    // the service's folder in the git repository; "." at its top
)

// Option is a question that a pack asks.
type Option struct {
	Name    string // also the name of its flag
	Short   string // the flag's letter, if any
	Prompt  string // the question in the form
	Help    string // one line
	Kind    string // Choice, Many, Text or Bool
	Format  string // for Text: one of the formats, or empty
	Choices []OptionChoice
	Default any  // string, []string or bool, or nil. For the formats name and go-module, newsvc has a default
	When    When // when it is asked; if it isn't, it has its default

	Pinned      string        // why it has its default and nothing else; empty: it can be answered
	Unavailable []Unavailable // choices that a base has
}

// Unavailable is a choice that a pack withdraws from an option of its base.
type Unavailable struct{ Name, Reason string }

// Derived reports whether the answer comes from the git repository, so that nobody is
// asked for it.
func (o Option) Derived() bool { return o.Format == FormatBranch || o.Format == FormatFolder }

// OptionChoice is a choice of a Choice or Many option.
type OptionChoice struct {
	Name string
	What string // what it is, on one line
	Best string // what it is best for, on one line
	Cost string // its disadvantages, on one line
}

// Layer is a folder with files of a service and fragments for slots: FOLDER/files/… and
// FOLDER/slots/SLOT/[PHASE.]KEY[.tmpl].
type Layer struct {
	Folder       string
	When         When
	Types        []string // active if a field has one of these types; if empty, always
	Modifiers    []string // active if a field has one of these modifiers; if empty, always
	Each         string   // EachOnce, EachResource or EachStep
	Once         []string // patterns of paths that are generated once and then belong to the user
	Dependencies []string // names of requirements below deps/
}

// What a layer is generated for.
const (
	EachOnce     = ""         // the service
	EachResource = "resource" // each of its resources
	EachStep     = "step"     // each step of its schema
)

// Slot is a list in a file to which layers add fragments.
type Slot struct {
	Name   string
	Phases []string // in order; if empty, fragments are sorted only by key
}

// Reserved lists the reserved identifiers of a kind, and the suffix that is added to them.
type Reserved struct {
	Suffix string
	Words  []string
}

// Refusal is a combination of answers that a pack doesn't support.
type Refusal struct {
	When   When
	Reason string
	Hint   string
}

// Pack is a loaded and validated pack. It is safe for concurrent use.
type Pack struct {
	Manifest Manifest
	Digest   string // sha256:HEX of all paths and contents
	FS       fs.FS  // the pack's files in memory, as they were when it was loaded, with those of its bases
	Raw      fs.FS  // the files of the digest: the pack's own, and below extends/ those of its base
	Origin   Origin // the module that it comes from, if any

	benchmarks benchmarksFile
	replaced   []extend.Replacement
	marks      strict.Marks // the lines of values in pack.yaml
	files      map[string][]*File
	frags      map[string][]*Fragment
	partials   map[string]*Source
	code       int // bytes of the actions in all templates
}

// File is a file of a layer.
type File struct {
	*Source
	Layer  string
	Target *Source // its path in the service, which may contain actions
}

// Fragment is a layer's addition to a slot.
type Fragment struct {
	*Source
	Layer string
	Slot  string
	Phase string // empty if the slot has no phases
	Key   string
}

// Files returns the files of a layer, sorted by their paths in the pack.
func (p *Pack) Files(layer string) []*File { return p.files[layer] }

// Fragments returns the fragments of a layer, sorted by their paths in the pack.
func (p *Pack) Fragments(layer string) []*Fragment { return p.frags[layer] }

// Partials returns the partials by name.
func (p *Pack) Partials() map[string]*Source { return p.partials }

// Active returns the layers whose condition the values meet, in the manifest's order.
func (p *Pack) Active(values map[string]any) []Layer {
	var active []Layer
	for _, l := range p.Manifest.Layers {
		if l.When.Holds(values) {
			active = append(active, l)
		}
	}
	return active
}

// Option returns the option with a name, or nil.
func (m *Manifest) Option(name string) *Option {
	for i := range m.Options {
		if m.Options[i].Name == name {
			return &m.Options[i]
		}
	}
	return nil
}

// Slot returns the slot with a name, or nil.
func (m *Manifest) Slot(name string) *Slot {
	for i := range m.Slots {
		if m.Slots[i].Name == name {
			return &m.Slots[i]
		}
	}
	return nil
}

// Module returns the value and the name of the option with the format go-module. Both are
// empty if the pack has none.
func (p *Pack) Module(values map[string]any) (path, option string) {
	return p.Formatted(FormatGoModule, values)
}

// Formatted returns the value and the name of the option with a format. Both are empty if
// the pack has none.
func (p *Pack) Formatted(format string, values map[string]any) (value, option string) {
	for _, o := range p.Manifest.Options {
		if o.Format == format {
			value, _ = values[o.Name].(string)
			return value, o.Name
		}
	}
	return "", ""
}

// Replaced returns the files of its base that the pack replaces.
func (p *Pack) Replaced() []extend.Replacement { return p.replaced }

// VersionOf returns the version of the pack, or of a pack that it extends, by its name.
func (m *Manifest) VersionOf(name string) (version string, ok bool) {
	if m.Name == name {
		return m.Version, true
	}
	for _, b := range m.Bases {
		if b.Name == name {
			return b.Version, true
		}
	}
	return "", false
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

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
