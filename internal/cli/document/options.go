package document

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Options are what a pack asks.
type Options struct {
	Header
	Pack       Pack              `json:"pack"`
	Extends    []string          `json:"extends,omitempty"` // the packs that it extends, the nearest one first
	Chosen     PackChoice        `json:"chosen"`
	Presets    []Preset          `json:"presets"`
	Options    []Option          `json:"options"`
	Resources  []string          `json:"resources"` // of a service that declares none
	Types      []FieldType       `json:"types"`     // of fields that work with this pack
	Benchmarks *benchmarks.Table `json:"benchmarks,omitempty"`
}

// FieldType is the type of a field. A field is NAME:TYPE, or NAME:TYPE=VALUE, and then its
// modifiers, each after a colon.
type FieldType struct {
	Name      resource.Type `json:"name"`
	What      string        `json:"what"`
	Value     string        `json:"value,omitempty"` // an example; empty: it takes none
	Modifiers []string      `json:"modifiers"`       // one that ends in = needs a value
}

// NewFieldTypes describes types.
func NewFieldTypes(names []string) []FieldType {
	types := []FieldType{}
	for _, name := range names {
		t := resource.Type(name)
		d := FieldType{Name: t, What: t.About(), Value: t.Argument(), Modifiers: t.Modifiers()}
		if t == resource.Ref {
			d.Value = "user"
		}
		types = append(types, d)
	}
	return types
}

// Preset is a set of answers to choose at once.
type Preset struct {
	Name    string         `json:"name"`
	What    string         `json:"what"`
	Answers map[string]any `json:"answers"` // by option

	described []string
}

// NewPreset describes a preset of a pack.
func NewPreset(p pack.Preset, m pack.Manifest) Preset {
	return Preset{Name: p.Name, What: p.What, Answers: p.Answers, described: p.Describe(m)}
}

// Option is one of them.
type Option struct {
	Name    string              `json:"name"`
	Short   string              `json:"short,omitempty"`
	Kind    string              `json:"kind"`
	Format  string              `json:"format,omitempty"`
	Prompt  string              `json:"prompt,omitempty"`
	Help    string              `json:"help"`
	Default any                 `json:"default"` // null: none, or taken from the folder
	When    map[string][]string `json:"when,omitempty"`
	Pinned  string              `json:"pinned,omitempty"` // why it has its default and nothing else
	Choices []Choice            `json:"choices,omitempty"`
	Source  string              `json:"source,omitempty"` // of the measurements of the choices
	Files   []string            `json:"files,omitempty"`  // patterns, for a text or bool

	Unavailable []Unavailable `json:"unavailable,omitempty"`
}

// Unavailable is a choice that a pack withdraws from what it extends.
type Unavailable struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// Choice is an answer that an option offers.
type Choice struct {
	Name  string   `json:"name"`
	What  string   `json:"what,omitempty"`
	Best  string   `json:"best,omitempty"`
	Cost  string   `json:"cost,omitempty"`
	Brief string   `json:"measured,omitempty"` // with the defaults of all other options
	Files []string `json:"files"`              // patterns of the paths that depend on it
}

func (d Options) print(p *Printer) error { return p.Say(d.text(p.Width())) }

// NewOption describes an option and which files its answers affect.
func NewOption(o pack.Option, provenance map[string][]string) Option {
	d := Option{
		Name: o.Name, Short: o.Short, Kind: o.Kind, Format: o.Format,
		Prompt: o.Prompt, Help: o.Help, Default: o.Default, When: o.When,
		Files: provenance[o.Name], Pinned: o.Pinned,
	}
	for _, u := range o.Unavailable {
		d.Unavailable = append(d.Unavailable, Unavailable(u))
	}
	for _, c := range o.Choices {
		files := provenance[o.Name+"="+c.Name]
		if files == nil {
			files = []string{}
		}
		d.Choices = append(d.Choices, Choice{Name: c.Name, What: c.What, Best: c.Best, Cost: c.Cost, Files: files})
	}
	if o.Kind == pack.Bool && d.Files == nil {
		d.Files = provenance[o.Name+"=true"]
	}
	return d
}

// text is the table for the user: an option, its choices below it, and the files
// that they affect below those.
func (d Options) text(width int) plain.Text {
	var b plain.Builder
	b.Printf("pack %s %s", d.Pack.Name, d.Pack.Version)
	if len(d.Extends) > 0 {
		b.Printf(", which extends %s", strings.Join(d.Extends, " and "))
	}
	b.Printf("%s\n", d.Chosen.note())
	if len(d.Presets) > 0 {
		b.Printf("\n--preset  several answers at once\n")
	}
	for _, p := range d.Presets {
		b.Printf("    %s\n", p.Name)
		writeWrapped(&b, p.What, "        ", width)
		writeWrapped(&b, "chooses: "+strings.Join(p.described, "; "), "        ", width)
	}
	for _, o := range d.Options {
		flag := "--" + o.Name
		if o.Short != "" {
			flag = "-" + o.Short + ", " + flag
		}
		b.Printf("\n%s  %s%s\n", flag, o.Help, o.note())
		writeFiles(&b, o.Files, "    ", width)
		for _, c := range o.Choices {
			writeChoice(&b, c, width)
		}
		for _, line := range o.withdrawn() {
			writeWrapped(&b, line, "    ", width)
		}
		if o.Source != "" {
			writeWrapped(&b, o.Source, "    ", width)
		}
	}
	if len(d.Types) > 0 {
		b.Printf("\n-r, --resource  NAME FIELD..., where FIELD is NAME:TYPE[=ARG][:MODIFIER...]\n")
		var types []string
		for _, t := range d.Types {
			types = append(types, string(t.Name))
		}
		writeWrapped(&b, "types: "+strings.Join(types, ", "), "    ", width)
		for _, r := range d.Resources {
			writeWrapped(&b, "default: '"+r+"'", "    ", width)
		}
	}
	return b.Text()
}

// note says which default an option has, and when it applies.
func (o Option) note() string {
	var notes []string
	switch {
	case o.Pinned != "":
		return " (" + OrWord(spec.FormatValue(o.Default), "none") + ", because " + o.Pinned + ")"
	case o.Format == pack.FormatBranch:
		notes = append(notes, "default: the repository's main branch")
	case o.Format == pack.FormatFolder:
		notes = append(notes, "default: the folder's path in the repository")
	case o.Default != nil:
		notes = append(notes, "default "+OrWord(spec.FormatValue(o.Default), "none"))
	case o.Format == pack.FormatName:
		notes = append(notes, "default: the folder's name")
	case o.Format == pack.FormatGoModule:
		notes = append(notes, "default: the git remote's path, or module_prefix of your settings and the name")
	default:
		notes = append(notes, "required")
	}
	for _, name := range slices.Sorted(maps.Keys(o.When)) {
		notes = append(notes, "with --"+name+" "+strings.Join(o.When[name], " or "))
	}
	return " (" + strings.Join(notes, "; ") + ")"
}

// withdrawn says which choices aren't available, and why.
func (o Option) withdrawn() []string {
	if o.Pinned != "" {
		return nil // The note says why.
	}
	var reasons []string
	names := map[string][]string{}
	for _, u := range o.Unavailable {
		if names[u.Reason] == nil {
			reasons = append(reasons, u.Reason)
		}
		names[u.Reason] = append(names[u.Reason], u.Name)
	}
	var lines []string
	for _, reason := range reasons {
		lines = append(lines, "not available: "+strings.Join(names[reason], ", ")+": "+reason)
	}
	return lines
}

func writeChoice(b *plain.Builder, c Choice, width int) {
	b.Printf("    %s\n", c.Name)
	for _, line := range []struct{ head, text string }{{"", c.What}, {"best for: ", strings.TrimPrefix(c.Best, "for ")}, {"costs: ", c.Cost}, {"measured: ", c.Brief}} {
		if line.text != "" {
			writeWrapped(b, line.head+line.text, "        ", width)
		}
	}
	writeFiles(b, c.Files, "        ", width)
}

// writeFiles names the files that an answer affects, as many as the user may want
// to read.
func writeFiles(b *plain.Builder, files []string, indent string, width int) {
	const most = 24
	text := strings.Join(files[:min(len(files), most)], ", ")
	if more := len(files) - most; more > 0 {
		text += fmt.Sprintf(" and %d more (--json names all)", more)
	}
	if text != "" {
		writeWrapped(b, "files: "+text, indent, width)
	}
}

// writeWrapped writes text in lines of at most width columns where its words
// allow that. The lines after the first are indented further.
func writeWrapped(b *plain.Builder, text, indent string, width int) {
	writeHanging(b, text, indent, indent+"  ", width)
}

func writeHanging(b *plain.Builder, text, indent, hang string, width int) {
	line := indent
	for i, word := range strings.Fields(text) {
		if i > 0 && len([]rune(line))+1+len([]rune(word)) > width {
			b.Printf("%s\n", line)
			line = hang
		} else if i > 0 {
			line += " "
		}
		line += word
	}
	b.Printf("%s\n", line)
}

// PackChoice is the pack of new services, and who chose it.
type PackChoice struct {
	Source string `json:"source"` // a folder, MODULE[//FOLDER][@VERSION], or newsvc
	By     string `json:"by"`     // --pack, NEWSVC_PACK, FILE:LINE of the settings, or default
}

// note names the source of a pack that the command line doesn't.
func (c PackChoice) note() string {
	if c.By == "--pack" || c.By == "default" {
		return ""
	}
	return " (" + c.Source + ", from " + c.By + ")"
}
