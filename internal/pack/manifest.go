package pack

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

const manifestPath = "pack.yaml"

// readManifest parses pack.yaml strictly. The result is as complete as the problems allow.
// It isn't ok if there is nothing to check.
func readManifest(data []byte, ps *problems) (m Manifest, at marks, ok bool) {
	m.Delims = [2]string{"{{", "}}"}
	r := &reader{path: manifestPath, problems: ps, marks: marks{}}
	doc := r.document(data)
	if doc == nil || !r.is(doc, yaml.MappingNode, "the manifest", "a mapping of keys to values") {
		return m, r.marks, false
	}
	r.object(doc, "", "the manifest",
		field{"format", true, func(n *yaml.Node, _ string) { m.Format = r.format(n) }},
		field{"name", true, r.into(&m.Name, "name")},
		field{"version", true, r.into(&m.Version, "version")},
		field{"description", true, r.into(&m.Description, "description")},
		field{"delims", false, func(n *yaml.Node, at string) { r.delims(n, at, &m) }},
		field{"options", true, func(n *yaml.Node, at string) {
			r.list(n, at, "options", func(n *yaml.Node, at string) { m.Options = append(m.Options, r.option(n, at)) })
		}},
		field{"layers", true, func(n *yaml.Node, at string) {
			r.list(n, at, "layers", func(n *yaml.Node, at string) { m.Layers = append(m.Layers, r.layer(n, at)) })
		}},
		field{"slots", false, func(n *yaml.Node, at string) {
			r.list(n, at, "slots", func(n *yaml.Node, at string) { m.Slots = append(m.Slots, r.slot(n, at)) })
		}},
		field{"types", false, func(n *yaml.Node, at string) { m.Types = r.types(n, at) }},
		field{"reserved", false, func(n *yaml.Node, at string) { m.Reserved = r.reserved(n, at) }},
		field{"derived", false, func(n *yaml.Node, at string) { m.Derived = r.derived(n, at, m.Reserved) }},
		field{"initialisms", false, r.listInto(&m.Initialisms, "initialisms")},
		field{"refusals", false, func(n *yaml.Node, at string) {
			r.list(n, at, "refusals", func(n *yaml.Node, at string) { m.Refusals = append(m.Refusals, r.refusal(n, at)) })
		}},
		field{"executables", false, r.listInto(&m.Executables, "executables")},
		field{"gofmt", false, func(n *yaml.Node, at string) { m.Gofmt = append([]string{}, r.texts(n, at, "gofmt")...) }},
		field{"resources", false, r.listInto(&m.Resources, "resources")},
		field{"changes", false, func(n *yaml.Node, at string) {
			r.list(n, at, "changes", func(n *yaml.Node, at string) { m.Changes = append(m.Changes, r.change(n, at)) })
		}},
	)
	return m, r.marks, true
}

func (r *reader) format(n *yaml.Node) int {
	format, err := strconv.Atoi(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || err != nil || format < 1:
		r.fail(n, "format must be a number, such as %d", Format)
	case format > Format:
		r.fail(n, "format %d is newer than this newsvc, which reads up to %d", format, Format)
		(*r.problems)[len(*r.problems)-1].hint = "use a newer newsvc"
	}
	return format
}

func (r *reader) delims(n *yaml.Node, at string, m *Manifest) {
	var both []string
	r.list(n, at, "delims", func(n *yaml.Node, _ string) {
		if text, ok := r.text(n, "each of delims"); ok {
			both = append(both, text)
		}
	})
	if len(both) != 2 || !isDelim(both[0]) || !isDelim(both[1]) {
		r.fail(n, `delims must be two markers of two or three punctuation characters, such as ["[[", "]]"]`)
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
	r.object(n, at+".", "an option",
		field{"name", true, r.into(&o.Name, "an option's name")},
		field{"short", false, r.into(&o.Short, "short")},
		field{"prompt", true, r.into(&o.Prompt, "prompt")},
		field{"help", true, r.into(&o.Help, "help")},
		field{"kind", true, r.into(&o.Kind, "kind")},
		field{"format", false, r.into(&o.Format, "format")},
		field{"choices", false, func(n *yaml.Node, at string) {
			r.list(n, at, "choices", func(n *yaml.Node, at string) { o.Choices = append(o.Choices, r.choice(n, at)) })
		}},
		field{"default", false, func(n *yaml.Node, _ string) { fallback = n }},
		field{"when", false, func(n *yaml.Node, at string) { o.When = r.when(n, at) }},
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
		return slices.Concat([]string{}, r.texts(n, at, "default"))
	case Bool:
		if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" {
			return n.Value == "true"
		}
		r.fail(n, "the default of a bool must be true or false")
		return nil
	default:
		text, ok := r.text(n, "default")
		if !ok {
			return nil
		}
		return text
	}
}

func (r *reader) choice(n *yaml.Node, at string) OptionChoice {
	var c OptionChoice
	r.object(n, at+".", "a choice",
		field{"name", true, r.into(&c.Name, "a choice's name")},
		field{"what", true, r.into(&c.What, "what")},
		field{"best", false, r.into(&c.Best, "best")},
		field{"cost", false, r.into(&c.Cost, "cost")},
	)
	return c
}

// when parses a condition: a mapping from options to a value or a list of values.
func (r *reader) when(n *yaml.Node, at string) When {
	if !r.is(n, yaml.MappingNode, "when", "a mapping of options to values") {
		return nil
	}
	w := When{}
	r.entries(n, at+".", func(key, value *yaml.Node) {
		values := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			values = value.Content
		}
		if len(values) == 0 {
			r.fail(value, "when: the empty list for %s can't be true", key.Value)
		}
		w[key.Value] = []string{}
		for _, v := range values {
			if !r.is(v, yaml.ScalarNode, "a value in when", "text, true or false") {
				continue
			}
			if slices.Contains(w[key.Value], v.Value) {
				r.fail(v, "when %s: %q is given twice", key.Value, v.Value)
			}
			w[key.Value] = append(w[key.Value], v.Value)
		}
	})
	if len(n.Content) == 0 {
		r.fail(n, "when is empty: leave it out")
	}
	return w
}

func (r *reader) layer(n *yaml.Node, at string) Layer {
	var l Layer
	r.object(n, at+".", "a layer",
		field{"folder", true, r.into(&l.Folder, "folder")},
		field{"when", false, func(n *yaml.Node, at string) { l.When = r.when(n, at) }},
		field{"types", false, r.listInto(&l.Types, "types")},
		field{"modifiers", false, r.listInto(&l.Modifiers, "modifiers")},
		field{"each", false, r.into(&l.Each, "each")},
		field{"once", false, r.listInto(&l.Once, "once")},
		field{"dependencies", false, r.listInto(&l.Dependencies, "dependencies")},
	)
	return l
}

func (r *reader) slot(n *yaml.Node, at string) Slot {
	var s Slot
	r.object(n, at+".", "a slot",
		field{"name", true, r.into(&s.Name, "a slot's name")},
		field{"phases", false, r.listInto(&s.Phases, "phases")},
	)
	return s
}

func (r *reader) types(n *yaml.Node, at string) map[string]map[string]string {
	types := map[string]map[string]string{}
	if !r.is(n, yaml.MappingNode, "types", "a mapping of field types to rows") {
		return nil
	}
	r.entries(n, at+".", func(key, value *yaml.Node) {
		row := map[string]string{}
		types[key.Value] = row
		if !r.is(value, yaml.MappingNode, "a type's row", "a mapping of columns to text") {
			return
		}
		r.entries(value, at+"."+key.Value+".", func(column, cell *yaml.Node) {
			if r.is(cell, yaml.ScalarNode, "a type's cell", "text") {
				row[column.Value] = cell.Value
			}
		})
	})
	return types
}

func (r *reader) reserved(n *yaml.Node, at string) map[string]Reserved {
	kinds := map[string]Reserved{}
	if !r.is(n, yaml.MappingNode, "reserved", "a mapping of kinds to words") {
		return nil
	}
	r.entries(n, at+".", func(key, value *yaml.Node) {
		var v Reserved
		r.object(value, at+"."+key.Value+".", "a kind of reserved words",
			field{"suffix", true, r.into(&v.Suffix, "suffix")},
			field{"words", true, func(n *yaml.Node, at string) { v.Words = r.words(n, at) }},
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
	r.list(n, at, "words", func(n *yaml.Node, _ string) {
		if !r.is(n, yaml.ScalarNode, "each of words", "text") {
			return
		}
		for word := range strings.FieldsSeq(n.Value) {
			if seen[word] {
				r.fail(n, "words: %q is given twice", word)
			}
			seen[word] = true
			words = append(words, word)
		}
	})
	return words
}

func (r *reader) refusal(n *yaml.Node, at string) Refusal {
	var f Refusal
	r.object(n, at+".", "a refusal",
		field{"when", true, func(n *yaml.Node, at string) { f.When = r.when(n, at) }},
		field{"reason", true, r.into(&f.Reason, "reason")},
		field{"hint", false, r.into(&f.Hint, "hint")},
	)
	return f
}
