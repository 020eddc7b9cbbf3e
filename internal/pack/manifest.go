package pack

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/strict"
)

const manifestPath = "pack.yaml"

// reader reads a manifest.
type reader struct{ *strict.Reader }

// readManifest parses pack.yaml strictly. The result is as complete as the problems allow.
// It isn't ok if there is nothing to check.
func readManifest(c *extend.Composition, ps *strict.Problems) (m Manifest, at strict.Marks) {
	m.Delims = [2]string{"{{", "}}"}
	r := &reader{strict.NewReader(manifestPath, ps)}
	r.Origins = c.Origins
	r.Object(c.Manifest, "", "the manifest",
		strict.Required("format", func(n *yaml.Node, _ string) { m.Format = r.format(n) }),
		strict.Required("name", r.Into(&m.Name, "name")),
		strict.Required("version", r.Into(&m.Version, "version")),
		strict.Required("description", r.Into(&m.Description, "description")),
		strict.Optional("delims", func(n *yaml.Node, at string) { r.delims(n, at, &m) }),
		strict.Required("options", func(n *yaml.Node, at string) {
			r.List(n, at, "options", func(n *yaml.Node, at string) { m.Options = append(m.Options, r.option(n, at)) })
		}),

		strict.Required("layers", func(n *yaml.Node, at string) {
			r.List(n, at, "layers", func(n *yaml.Node, at string) { m.Layers = append(m.Layers, r.layer(n, at)) })
		}),

		strict.Optional("slots", func(n *yaml.Node, at string) {
			r.List(n, at, "slots", func(n *yaml.Node, at string) { m.Slots = append(m.Slots, r.slot(n, at)) })
		}),

		strict.Optional("types", func(n *yaml.Node, at string) { m.Types = r.types(n, at) }),
		strict.Optional("reserved", func(n *yaml.Node, at string) { m.Reserved = r.reserved(n, at) }),
		strict.Optional("derived", func(n *yaml.Node, at string) { m.Derived = r.derived(n, at, m.Reserved) }),
		strict.Optional("initialisms", r.ListInto(&m.Initialisms, "initialisms")),
		strict.Optional("refusals", func(n *yaml.Node, at string) {
			r.List(n, at, "refusals", func(n *yaml.Node, at string) { m.Refusals = append(m.Refusals, r.refusal(n, at)) })
		}),

		strict.Optional("executables", r.ListInto(&m.Executables, "executables")),
		strict.Optional("gofmt", func(n *yaml.Node, at string) { m.Gofmt = append([]string{}, r.Texts(n, at, "gofmt")...) }),
		strict.Optional("resources", r.ListInto(&m.Resources, "resources")),
		strict.Optional("presets", func(n *yaml.Node, at string) { m.Presets = r.presets(n, at) }),
		strict.Optional("changes", func(n *yaml.Node, at string) {
			r.List(n, at, "changes", func(n *yaml.Node, at string) { m.Changes = append(m.Changes, r.change(n, at)) })
		}),
	)
	for i := range m.Changes {
		if level := extend.Level(r.Marks[fmt.Sprintf("changes.%d", i)].Path); level > 0 {
			m.Changes[i].Pack = c.Bases[level-1].Name
		}
	}
	m.Bases = c.Bases
	m.narrow(c.Narrowings)
	return m, r.Marks
}

// narrow records at the options what packs that extend others did to them.
func (m *Manifest) narrow(narrowings []extend.Narrowing) {
	for _, n := range narrowings {
		o := m.Option(n.Option)
		if o == nil {
			continue // There is a problem with its name.
		}
		for _, name := range n.Choices {
			o.Unavailable = append(o.Unavailable, Unavailable{name, n.Reason})
		}
		if n.Pinned {
			o.Pinned = n.Reason
		}
	}
}

func (r *reader) format(n *yaml.Node) int {
	format, err := strconv.Atoi(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || err != nil || format < 1:
		r.Fail(n, "format must be a number, such as %d", Format)
	case format > Format:
		r.Fail(n, "format %d is newer than this newsvc, which reads up to %d", format, Format)
		r.Problems.Hint("use a newer newsvc")
	}
	return format
}

func (r *reader) delims(n *yaml.Node, at string, m *Manifest) {
	var both []string
	r.List(n, at, "delims", func(n *yaml.Node, _ string) {
		if text, ok := r.Text(n, "each of delims"); ok {
			both = append(both, text)
		}
	})
	if len(both) != 2 || !isDelim(both[0]) || !isDelim(both[1]) {
		r.Fail(n, `delims must be two markers of two or three punctuation characters, such as ["[[", "]]"]`)
		return
	}
	m.Delims = [2]string(both)
}

// isDelim reports whether a delimiter can't be confused with text, white space or a part of
// an action.
func isDelim(s string) bool {
	for _, c := range s {
		if !slices.Contains([]rune("{}[]<>%#@&!~^=?"), c) {
			return false
		}
	}
	return len(s) == 2 || len(s) == 3
}

func (r *reader) option(n *yaml.Node, at string) Option {
	var o Option
	var fallback *yaml.Node
	r.Object(n, at+".", "an option",
		strict.Required("name", r.Into(&o.Name, "an option's name")),
		strict.Optional("short", r.Into(&o.Short, "short")),
		strict.Required("prompt", r.Into(&o.Prompt, "prompt")),
		strict.Required("help", r.Into(&o.Help, "help")),
		strict.Required("kind", r.Into(&o.Kind, "kind")),
		strict.Optional("format", r.Into(&o.Format, "format")),
		strict.Optional("choices", func(n *yaml.Node, at string) {
			r.List(n, at, "choices", func(n *yaml.Node, at string) { o.Choices = append(o.Choices, r.choice(n, at)) })
		}),

		strict.Optional("default", func(n *yaml.Node, _ string) { fallback = n }),
		strict.Optional("when", func(n *yaml.Node, at string) { o.When = r.when(n, at) }),
	)
	if fallback != nil {
		o.Default = r.fallback(fallback, at+".default", o)
	}
	return o
}

// fallback parses an option's default, whose form depends on the option's kind.
func (r *reader) fallback(n *yaml.Node, at string, o Option) any {
	switch o.Kind {
	case Many:
		return slices.Concat([]string{}, r.Texts(n, at, "default"))
	case Bool:
		if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" {
			return n.Value == "true"
		}
		r.Fail(n, "the default of a bool must be true or false")
		return nil
	default:
		text, ok := r.Text(n, "default")
		if !ok {
			return nil
		}
		return text
	}
}

func (r *reader) choice(n *yaml.Node, at string) OptionChoice {
	var c OptionChoice
	r.Object(n, at+".", "a choice",
		strict.Required("name", r.Into(&c.Name, "a choice's name")),
		strict.Required("what", r.Into(&c.What, "what")),
		strict.Optional("best", r.Into(&c.Best, "best")),
		strict.Optional("cost", r.Into(&c.Cost, "cost")),
	)
	return c
}

// when parses a condition: a mapping from options to a value or a list of values.
func (r *reader) when(n *yaml.Node, at string) When {
	if !r.Is(n, yaml.MappingNode, "when", "a mapping of options to values") {
		return nil
	}
	w := When{}
	r.Entries(n, at+".", func(key, value *yaml.Node) {
		values := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			values = value.Content
		}
		if len(values) == 0 {
			r.Fail(value, "when: the empty list for %s can't be true", key.Value)
		}
		w[key.Value] = []string{}
		for _, v := range values {
			if !r.Is(v, yaml.ScalarNode, "a value in when", "text, true or false") {
				continue
			}
			if slices.Contains(w[key.Value], v.Value) {
				r.Fail(v, "when %s: %q is given twice", key.Value, v.Value)
			}
			w[key.Value] = append(w[key.Value], v.Value)
		}
	})
	if len(n.Content) == 0 {
		r.Fail(n, "when is empty: leave it out")
	}
	return w
}

func (r *reader) layer(n *yaml.Node, at string) Layer {
	var l Layer
	r.Object(n, at+".", "a layer",
		strict.Required("folder", r.Into(&l.Folder, "folder")),
		strict.Optional("when", func(n *yaml.Node, at string) { l.When = r.when(n, at) }),
		strict.Optional("types", r.ListInto(&l.Types, "types")),
		strict.Optional("modifiers", r.ListInto(&l.Modifiers, "modifiers")),
		strict.Optional("each", r.Into(&l.Each, "each")),
		strict.Optional("once", r.ListInto(&l.Once, "once")),
		strict.Optional("dependencies", r.ListInto(&l.Dependencies, "dependencies")),
	)
	return l
}

func (r *reader) slot(n *yaml.Node, at string) Slot {
	var s Slot
	r.Object(n, at+".", "a slot",
		strict.Required("name", r.Into(&s.Name, "a slot's name")),
		strict.Optional("phases", r.ListInto(&s.Phases, "phases")),
	)
	return s
}

func (r *reader) types(n *yaml.Node, at string) map[string]map[string]string {
	types := map[string]map[string]string{}
	if !r.Is(n, yaml.MappingNode, "types", "a mapping of field types to rows") {
		return nil
	}
	r.Entries(n, at+".", func(key, value *yaml.Node) {
		row := map[string]string{}
		types[key.Value] = row
		if !r.Is(value, yaml.MappingNode, "a type's row", "a mapping of columns to text") {
			return
		}
		r.Entries(value, at+"."+key.Value+".", func(column, cell *yaml.Node) {
			if r.Is(cell, yaml.ScalarNode, "a type's cell", "text") {
				row[column.Value] = cell.Value
			}
		})
	})
	return types
}

func (r *reader) reserved(n *yaml.Node, at string) map[string]Reserved {
	kinds := map[string]Reserved{}
	if !r.Is(n, yaml.MappingNode, "reserved", "a mapping of kinds to words") {
		return nil
	}
	r.Entries(n, at+".", func(key, value *yaml.Node) {
		var v Reserved
		r.Object(value, at+"."+key.Value+".", "a kind of reserved words",
			strict.Required("suffix", r.Into(&v.Suffix, "suffix")),
			strict.Required("words", func(n *yaml.Node, at string) { v.Words = r.words(n, at) }),
		)
		kinds[key.Value] = v
	})
	return kinds
}

// words parses reserved words. An entry of the list may contain several. Unquoted words
// such as true and null count as text.
func (r *reader) words(n *yaml.Node, at string) []string {
	var words []string
	seen := map[string]bool{}
	r.List(n, at, "words", func(n *yaml.Node, _ string) {
		if !r.Is(n, yaml.ScalarNode, "each of words", "text") {
			return
		}
		for word := range strings.FieldsSeq(n.Value) {
			if seen[word] {
				r.Fail(n, "words: %q is given twice", word)
			}
			seen[word] = true
			words = append(words, word)
		}
	})
	return words
}

func (r *reader) refusal(n *yaml.Node, at string) Refusal {
	var f Refusal
	r.Object(n, at+".", "a refusal",
		strict.Required("when", func(n *yaml.Node, at string) { f.When = r.when(n, at) }),
		strict.Required("reason", r.Into(&f.Reason, "reason")),
		strict.Optional("hint", r.Into(&f.Hint, "hint")),
	)
	return f
}
