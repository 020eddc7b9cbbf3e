package extend

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/strict"
)

// Narrowing is what a pack does to an option of its base.
type Narrowing struct {
	Option  string
	Reason  string
	Choices []string // that are no longer available
	Pinned  bool     // the option has its default, and nothing else
}

// option returns an option of the base, or nil after a problem.
func (m *merger) option(key *yaml.Node, name string) *yaml.Node {
	options := items(m.result.Manifest, "options")
	o := named(options, "name", name)
	if o == nil {
		m.Fail(key, "%s has no option %q", m.result.Bases[0], name)
		m.Problems.Suggest(name, names(options))
	}
	return o
}

// addChoices adds choices to options of the base.
func (m *merger) addChoices() {
	e, ok := m.given["choices"]
	if !ok {
		return
	}
	m.Mapping(e.value, "choices", "choices", func(name string, n *yaml.Node) {
		o := m.option(n, name)
		if o == nil || !m.Is(n, yaml.SequenceNode, "choices of an option", "a list") {
			return
		}
		list := value(o, "choices")
		if list == nil || list.Kind != yaml.SequenceNode {
			m.Fail(n, "option %s has no choices", name)
			return
		}
		for _, c := range n.Content {
			if added := text(c, "name"); added != "" && named(list.Content, "name", added) != nil {
				m.Fail(c, "option %s of %s has the choice %s already", name, m.result.Bases[0], added)
			}
		}
		list.Content = append(slices.Clip(list.Content), n.Content...)
	})
}

// narrow changes defaults, narrows options, and pins them.
func (m *merger) narrow() {
	m.addDefaults()
	seen := map[string]bool{}
	for _, key := range []string{"narrow", "pin"} {
		if e, ok := m.given[key]; ok {
			m.List(e.value, key, key, func(n *yaml.Node, at string) {
				var name, reason string
				var to *yaml.Node
				m.Object(n, at+".", "an entry of "+key,
					strict.Required("option", m.Into(&name, "option")),
					strict.Required("to", func(n *yaml.Node, _ string) { to = n }),
					strict.Required("reason", m.Into(&reason, "reason")),
				)
				if name == "" || to == nil || reason == "" {
					return
				}
				o := m.option(n, name)
				switch {
				case o == nil:
				case seen[name]:
					m.Fail(n, "option %s is narrowed or pinned twice", name)
				case m.pinned(name):
					m.Fail(n, "%s pins the option %s already", m.result.Bases[0], name)
				case key == "narrow":
					m.narrowOption(o, to, reason)
				default:
					m.pinOption(o, to, reason)
				}
				seen[name] = true
			})
		}
	}
}

func (m *merger) pinned(option string) bool {
	return slices.ContainsFunc(m.base.Narrowings, func(n Narrowing) bool { return n.Option == option && n.Pinned })
}

// narrowOption leaves only some choices of an option.
func (m *merger) narrowOption(o, to *yaml.Node, reason string) {
	name, kind := text(o, "name"), text(o, "kind")
	if kind != "choice" && kind != "many" {
		m.Fail(to, "option %s has no choices to narrow", name)
		m.Problems.Hint("pin gives it a value")
		return
	}
	left := m.Texts(to, "to", "to")
	if !m.areChoices(o, to, left) {
		return
	}
	all := names(items(o, "choices"))
	switch {
	case len(left) == 0:
		m.Fail(to, "to: it lists no choice of option %s", name)
		return
	case len(left) == len(all):
		m.Fail(to, "option %s has no other choices", name)
		return
	case m.contradicts(name, left):
		return
	case kind == "choice" && len(left) == 1:
		m.fix(o, scalar(left[0], to), reason)
		return
	}
	m.withdraw(o, left, reason, false)
	switch d := value(o, "default"); {
	case d == nil:
	case kind == "many" && d.Kind == yaml.SequenceNode:
		d.Content = slices.DeleteFunc(slices.Clone(d.Content), func(n *yaml.Node) bool { return !slices.Contains(left, n.Value) })
	case kind == "choice" && !slices.Contains(left, d.Value):
		m.Fail(to, "the default of option %s is %s, which is no longer available", name, d.Value)
		m.Problems.Hint("add defaults: {%s: %s}", name, left[0])
	}
}

// areChoices reports whether all words are choices of an option, and adds problems.
func (m *merger) areChoices(o, at *yaml.Node, given []string) bool {
	all := names(items(o, "choices"))
	fits := true
	for _, word := range given {
		if !slices.Contains(all, word) {
			fits = false
			m.Fail(at, "option %s has no choice %q", text(o, "name"), word)
			m.Problems.Suggest(word, all)
		}
	}
	return fits
}

// pinOption gives an option a value for good.
func (m *merger) pinOption(o, to *yaml.Node, reason string) {
	name := text(o, "name")
	switch text(o, "kind") {
	case "choice":
		word, ok := m.Text(to, "to")
		if !ok || !m.areChoices(o, to, []string{word}) {
			return
		}
	case "many":
		if !m.areChoices(o, to, m.Texts(to, "to", "to")) {
			return
		}
	case "bool":
		if to.Kind != yaml.ScalarNode || to.ShortTag() != "!!bool" {
			m.Fail(to, "option %s is true or false", name)
			return
		}
	default:
		if _, ok := m.Text(to, "to"); !ok {
			return
		}
		if text(o, "format") != "" {
			m.Fail(to, "option %s differs in each service, so it can't be pinned", name)
			return
		}
	}
	var left []string
	for _, n := range words(to) {
		left = append(left, n.Value)
	}
	if !m.contradicts(name, left) {
		m.fix(o, to, reason)
	}
}

// fix makes a value the only one of an option.
func (m *merger) fix(o, to *yaml.Node, reason string) {
	set(o, scalar("default", to), to)
	var left []string
	for _, n := range words(to) {
		left = append(left, n.Value)
	}
	m.withdraw(o, left, reason, true)
}

// withdraw removes all choices of an option but some.
func (m *merger) withdraw(o *yaml.Node, left []string, reason string, pinned bool) {
	n := Narrowing{Option: text(o, "name"), Reason: reason, Pinned: pinned}
	all := names(items(o, "choices"))
	if text(o, "kind") == "bool" {
		all = []string{"true", "false"}
	}
	out := map[string]string{}
	for _, name := range all {
		if !slices.Contains(left, name) {
			n.Choices = append(n.Choices, name)
			out[name] = reason
		}
	}
	if list := value(o, "choices"); list != nil {
		list.Content = slices.DeleteFunc(slices.Clone(list.Content), func(c *yaml.Node) bool { return out[text(c, "name")] != "" })
	}
	m.out[n.Option] = out
	m.result.Narrowings = append(slices.Clip(m.result.Narrowings), n)
}

// drop removes what of the base needs choices that are no longer available: values in
// conditions, layers and refusals. An option that is never asked keeps its default.
func (m *merger) drop() {
	if len(m.out) == 0 {
		return
	}
	for again := true; again; {
		again = false
		for _, o := range items(m.result.Manifest, "options") {
			if reason, possible := m.prune(o); !possible {
				remove(o, "when")
				m.fix(o, unasked(o), reason)
				again = true
			}
		}
	}
	for _, key := range []string{"layers", "refusals"} {
		list := value(m.result.Manifest, key)
		if list == nil {
			continue
		}
		list.Content = slices.DeleteFunc(slices.Clone(list.Content), func(n *yaml.Node) bool {
			_, possible := m.prune(n)
			if !possible && key == "layers" {
				m.dropped[text(n, "folder")] = true
			}
			return !possible
		})
	}
}

// unasked returns the value of an option that is never asked.
func unasked(o *yaml.Node) *yaml.Node {
	d := value(o, "default")
	switch kind := text(o, "kind"); {
	case d != nil:
		return d
	case kind == "many":
		return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: o.Line, Column: o.Column}
	case kind == "bool":
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "false", Line: o.Line, Column: o.Column}
	}
	return scalar("", o)
}

// prune removes the values that are no longer available from the condition of an entry. If no
// value of an option is left, it returns the reason and false.
func (m *merger) prune(n *yaml.Node) (reason string, possible bool) {
	when := value(n, "when")
	if when == nil || when.Kind != yaml.MappingNode {
		return "", true
	}
	for i := 0; i+1 < len(when.Content); i += 2 {
		out, v := m.out[when.Content[i].Value], when.Content[i+1]
		left := slices.DeleteFunc(slices.Clone(words(v)), func(w *yaml.Node) bool {
			if why := out[w.Value]; why != "" {
				reason = why
			}
			return out[w.Value] != ""
		})
		switch {
		case len(left) == 0 && reason != "":
			return reason, false
		case v.Kind == yaml.SequenceNode:
			v.Content = left
		}
	}
	return "", true
}

// formatHint inserts a name into a hint that has a place for it.
func formatHint(hint, name string) string {
	if strings.Contains(hint, "%s") {
		return fmt.Sprintf(hint, name)
	}
	return hint
}
