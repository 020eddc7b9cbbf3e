package pack

import (
	"maps"
	"slices"
	"strconv"
)

// When is a condition on answers: each option in it must have one of its values. For a Many
// option, the answer must include one of them; for a Bool, they are "true" and "false".
// An empty condition is always true.
type When map[string][]string

// Holds reports whether the values (option name to string, []string or bool) meet the
// condition. An option without a value meets no condition.
func (w When) Holds(values map[string]any) bool {
	for option, wanted := range w {
		if !slices.ContainsFunc(wanted, func(v string) bool { return has(values[option], v) }) {
			return false
		}
	}
	return true
}

// Names returns the names of the condition's options, sorted.
func (w When) Names() []string { return slices.Sorted(maps.Keys(w)) }

func has(value any, wanted string) bool {
	switch v := value.(type) {
	case string:
		return v == wanted
	case bool:
		return strconv.FormatBool(v) == wanted
	case []string:
		return slices.Contains(v, wanted)
	default:
		return false
	}
}

// maxCases limits one search for answers that meet a condition. maxTries limits all
// searches of a manifest together.
const (
	maxCases = 1 << 12
	maxTries = 1 << 22
)

// cases searches for answers to a manifest's options that meet a condition.
type cases struct {
	*Manifest
	options map[string]*Option
	tries   int
}

func newCases(m *Manifest) *cases {
	c := &cases{Manifest: m, options: map[string]*Option{}}
	for i := range m.Options {
		c.options[m.Options[i].Name] = &m.Options[i]
	}
	return c
}

// possible reports whether the condition can be true for complete answers, in which options
// that aren't asked have their defaults and no refusal applies. If there are too many
// answers to try, it returns true.
func (m *cases) possible(w When, refusals []Refusal) bool {
	involved, few := m.involved(w, refusals)
	if !few {
		return true
	}
	values := map[string]any{}
	var try func(rest []*Option) bool
	try = func(rest []*Option) bool {
		if len(rest) == 0 {
			if m.tries += len(involved) + len(refusals); m.tries > maxTries {
				return true
			}
			return m.consistent(involved, values) && w.Holds(values) && !refused(refusals, values)
		}
		for _, v := range candidates(rest[0]) {
			values[rest[0].Name] = v
			if try(rest[1:]) {
				return true
			}
		}
		return false
	}
	return try(involved)
}

// involved returns the options that decide whether w can be true, in order. It returns
// false if there is nothing to try because no conditions and refusals apply to them, or
// if there is too much to try.
func (m *cases) involved(w When, refusals []Refusal) (options []*Option, few bool) {
	plain, combinations := true, 1
	seen := map[string]bool{}
	var add func(w When)
	add = func(w When) {
		for name := range w {
			o := m.options[name]
			if o == nil || seen[name] || combinations > maxCases {
				continue
			}
			seen[name] = true
			combinations *= count(o)
			plain = plain && len(o.When) == 0 && o.Pinned == ""
			add(o.When)
		}
	}
	add(w)
	m.tries += len(seen) + len(refusals)
	for _, r := range refusals {
		for name := range r.When {
			if seen[name] {
				plain = false
				add(r.When)
				break
			}
		}
	}
	if plain || combinations > maxCases || m.tries > maxTries {
		return nil, false
	}
	for i := range m.Options {
		if seen[m.Options[i].Name] {
			options = append(options, &m.Options[i])
		}
	}
	return options, true
}

// consistent reports whether all options that aren't asked have their defaults.
func (m *cases) consistent(options []*Option, values map[string]any) bool {
	for _, o := range options {
		if !o.When.Holds(values) && !sameValue(values[o.Name], unasked(o)) {
			return false
		}
	}
	return true
}

func refused(refusals []Refusal, values map[string]any) bool {
	return slices.ContainsFunc(refusals, func(r Refusal) bool { return len(r.When) > 0 && r.When.Holds(values) })
}

// count returns the number of an option's candidates.
func count(o *Option) int {
	if o.Pinned != "" {
		return 1
	}
	switch o.Kind {
	case Bool:
		return 2
	case Choice:
		return len(o.Choices)
	case Many:
		return 1 << min(len(o.Choices), 20)
	default:
		return 1
	}
}

// candidates returns the values that an option can have. It returns only one for a Text,
// which conditions don't use.
func candidates(o *Option) []any {
	if o.Pinned != "" {
		return []any{unasked(o)}
	}
	switch o.Kind {
	case Bool:
		return []any{true, false}
	case Choice:
		var all []any
		for _, c := range o.Choices {
			all = append(all, c.Name)
		}
		return all
	case Many:
		return subsets(o.Choices)
	default:
		return []any{""}
	}
}

func subsets(choices []OptionChoice) []any {
	all := make([]any, 0, 1<<len(choices))
	for mask := range 1 << len(choices) {
		set := []string{}
		for i, c := range choices {
			if mask&(1<<i) != 0 {
				set = append(set, c.Name)
			}
		}
		all = append(all, set)
	}
	return all
}

// unasked returns the value of an option that isn't asked.
func unasked(o *Option) any {
	switch {
	case o.Default != nil:
		return o.Default
	case o.Kind == Bool:
		return false
	case o.Kind == Many:
		return []string{}
	default:
		return ""
	}
}

func sameValue(a, b any) bool {
	x, manyX := a.([]string)
	y, manyY := b.([]string)
	if manyX && manyY {
		return slices.Equal(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y)))
	}
	return !manyX && !manyY && a == b
}
