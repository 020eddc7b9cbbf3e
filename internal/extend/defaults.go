package extend

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// addDefaults gives options of the base other defaults.
func (m *merger) addDefaults() {
	e, ok := m.given["defaults"]
	if !ok || !m.Is(e.value, yaml.MappingNode, "defaults", "a mapping of options to values") {
		return
	}
	m.defaults = map[string]*yaml.Node{}
	m.Entries(e.value, "defaults.", func(key, n *yaml.Node) {
		if o := m.option(key, key.Value); o != nil {
			set(o, scalar("default", key), n)
			m.defaults[key.Value] = n
		}
	})
}

// contradicts reports whether this pack gives an option a default that isn't among
// what it leaves of the option, and adds a problem.
func (m *merger) contradicts(option string, left []string) bool {
	given := m.defaults[option]
	if given == nil {
		return false
	}
	for _, n := range words(given) {
		if !slices.Contains(left, n.Value) {
			m.Fail(n, "the default of option %s is %q, but this pack leaves only %q", option, n.Value, strings.Join(left, ", "))
			m.Problems.Hint("change it, or leave it out under defaults")
			return true
		}
	}
	return false
}
