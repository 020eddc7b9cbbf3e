package extend

import (
	"slices"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/strict"
)

// merger merges a pack into its base.
type merger struct {
	*strict.Reader
	at    string // the path of the pack
	own   map[string][]byte
	base  *Composition
	given map[string]entry             // the pack's own keys
	out   map[string]map[string]string // option to the choices that are no longer available, to the reason

	dropped  map[string]bool       // layers of the base
	defaults map[string]*yaml.Node // that this pack gives to options of the base
	result   Composition
}

type entry struct{ key, value *yaml.Node }

// merge merges the manifest of the pack, and its files.
func (m *merger) merge(doc *yaml.Node) *Composition {
	m.given, m.dropped = map[string]entry{}, map[string]bool{}
	m.result = Composition{Manifest: m.base.Manifest, Origins: m.base.Origins, Narrowings: m.base.Narrowings}
	m.mark(m.base.Manifest)
	m.read(doc)
	m.result.Bases = append([]Base{m.base.describe(value(doc, "extends"))}, m.base.Bases...)
	for _, key := range []string{"format", "name", "version", "description", "resources", "presets"} {
		if e, ok := m.given[key]; ok {
			set(m.result.Manifest, e.key, e.value)
		}
	}
	m.checkName()
	m.addChoices()
	m.narrow()
	m.drop()
	m.prunePresets()
	m.addOptions()
	m.addLists()
	m.addMappings()
	m.addChanges()
	m.addFiles()
	return &m.result
}

// mark records that the nodes of the base come from its manifest.
func (m *merger) mark(n *yaml.Node) {
	if _, ok := m.result.Origins[n]; !ok {
		m.result.Origins[n] = m.at + Folder + "/" + manifestName
	}
	for _, c := range n.Content {
		m.mark(c)
	}
}

// read reads the keys of the manifest.
func (m *merger) read(doc *yaml.Node) {
	for i := 0; i+1 < len(doc.Content); i += 2 {
		if key := doc.Content[i]; key.Kind == yaml.ScalarNode && m.given[key.Value].key == nil {
			m.given[key.Value] = entry{key, doc.Content[i+1]}
		}
	}
	nothing := func(*yaml.Node, string) {}
	m.Object(doc, "", "a manifest that extends another",
		strict.Required("format", nothing),
		strict.Required("name", nothing),
		strict.Required("version", nothing),
		strict.Required("description", nothing),
		strict.Required("extends", func(n *yaml.Node, _ string) { m.Text(n, "extends") }),
		strict.Optional("sum", nothing),
		strict.Optional("replaces", nothing),
		strict.Optional("narrow", nothing),
		strict.Optional("pin", nothing),
		strict.Optional("defaults", nothing),
		strict.Optional("choices", nothing),
		strict.Optional("options", nothing),
		strict.Optional("layers", nothing),
		strict.Optional("slots", nothing),
		strict.Optional("types", nothing),
		strict.Optional("reserved", nothing),
		strict.Optional("derived", nothing),
		strict.Optional("initialisms", nothing),
		strict.Optional("refusals", nothing),
		strict.Optional("executables", nothing),
		strict.Optional("gofmt", nothing),
		strict.Optional("resources", nothing),
		strict.Optional("presets", nothing),
		strict.Optional("changes", nothing),
		strict.Optional("delims", func(n *yaml.Node, _ string) {
			m.Fail(n, "a pack that extends another has the delimiters of the other")
		}),
	)
}

func (m *merger) checkName() {
	e, ok := m.given["name"]
	if ok && slices.ContainsFunc(m.result.Bases, func(b Base) bool { return b.Name == e.value.Value }) {
		m.Fail(e.value, "a pack that it extends is called %s too", e.value.Value)
		m.Problems.Hint("give this pack a name of its own")
	}
}

// addOptions adds the options, layers and slots that the base doesn't have.
func (m *merger) addOptions() {
	for _, k := range []struct{ list, key, what, hint string }{
		{"options", "name", "option", "defaults, choices, narrow and pin change an option of the base"},
		{"layers", "folder", "layer", "the files below layers/%s are added to it: leave it out here"},
		{"slots", "name", "slot", "leave it out here: fragments can be added to it"},
	} {
		e, ok := m.given[k.list]
		if !ok || !m.Is(e.value, yaml.SequenceNode, k.list, "a list") {
			continue
		}
		before := items(m.result.Manifest, k.list)
		for _, n := range e.value.Content {
			name := text(n, k.key)
			switch {
			case k.list == "layers" && m.dropped[name]:
				m.Fail(n, "the layer %s of %s drops out, because of what this pack narrows", name, m.result.Bases[0])
			case name != "" && named(before, k.key, name) != nil:
				m.Fail(n, "%s has the %s %s already", m.result.Bases[0], k.what, name)
				m.Problems.Hint("%s", formatHint(k.hint, name))
			}
		}
		m.append(k.list, e)
	}
}

// append adds the entries of a list to that of the base.
func (m *merger) append(key string, e entry) {
	list := value(m.result.Manifest, key)
	if list == nil {
		set(m.result.Manifest, e.key, e.value)
		return
	}
	list.Content = append(slices.Clip(list.Content), e.value.Content...)
}

// addLists adds to the other lists.
func (m *merger) addLists() {
	for _, key := range []string{"initialisms", "refusals", "executables", "gofmt"} {
		e, ok := m.given[key]
		switch {
		case !ok || !m.Is(e.value, yaml.SequenceNode, key, "a list"):
		case key == "gofmt" && value(m.result.Manifest, key) == nil:
			m.Fail(e.value, "%s formats all Go files, so this pack does too", m.result.Bases[0])
			m.Problems.Hint("leave gofmt out")
		default:
			m.append(key, e)
		}
	}
}

// addMappings adds rows of types, words that are reserved, and identifiers.
func (m *merger) addMappings() {
	m.addEntries("types", func(key, _, n *yaml.Node) {
		m.Fail(key, "%s has the type %s already", m.result.Bases[0], key.Value)
	})
	m.addEntries("derived", func(_, before, n *yaml.Node) {
		if m.Is(n, yaml.SequenceNode, "a list of identifiers", "a list") {
			before.Content = append(slices.Clip(before.Content), n.Content...)
		}
	})
	m.addEntries("reserved", func(key, before, n *yaml.Node) {
		m.Object(n, "reserved."+key.Value+".", "a kind of reserved words that the base has",
			strict.Required("words", func(n *yaml.Node, _ string) {
				if list := value(before, "words"); list != nil && m.Is(n, yaml.SequenceNode, "words", "a list") {
					list.Content = append(slices.Clip(list.Content), n.Content...)
				}
			}))
	})
}

// addEntries adds the entries of a mapping to that of the base. For a key that the base has, it
// calls both.
func (m *merger) addEntries(key string, both func(key, before, n *yaml.Node)) {
	e, ok := m.given[key]
	if !ok || !m.Is(e.value, yaml.MappingNode, key, "a mapping") {
		return
	}
	mapping := value(m.result.Manifest, key)
	if mapping == nil {
		set(m.result.Manifest, e.key, e.value)
		return
	}
	m.Entries(e.value, key+".", func(k, n *yaml.Node) {
		if before := value(mapping, k.Value); before != nil {
			both(k, before, n)
			return
		}
		set(mapping, k, n)
	})
}

// addChanges puts the changes of the pack and of its base in order. A change with the key base
// says from which version of the pack on it extends a version of the base; the changes of the
// base up to that version come before it. Without any, all changes of the base come first.
func (m *merger) addChanges() {
	e, ok := m.given["changes"]
	if !ok || !m.Is(e.value, yaml.SequenceNode, "changes", "a list") {
		return
	}
	rest := items(m.result.Manifest, "changes")
	var all []*yaml.Node
	var last *yaml.Node
	for _, n := range e.value.Content {
		if to := value(n, "base"); to != nil {
			i := slices.IndexFunc(rest, func(n *yaml.Node) bool { return m.ofBase(n) && later(text(n, "version"), to.Value) })
			if i < 0 {
				i = len(rest)
			}
			all, rest, last = append(all, rest[:i]...), rest[i:], n
		}
		all = append(all, n)
	}
	switch {
	case last == nil:
		all = append(slices.Clip(rest), all...)
	case len(rest) > 0:
		m.Fail(last, "the pack extends %s, and this change is the last one that names a version of it", m.result.Bases[0])
		m.Problems.Hint("add {version: %s, base: %s}", text(m.result.Manifest, "version"), m.result.Bases[0].Version)
	}
	list := *e.value
	list.Content = all
	set(m.result.Manifest, e.key, &list)
}

// ofBase reports whether a node comes from the manifest of the nearest base.
func (m *merger) ofBase(n *yaml.Node) bool {
	return m.result.Origins[n] == m.at+Folder+"/"+manifestName
}

func later(version, than string) bool { return semver.Compare("v"+version, "v"+than) > 0 }
