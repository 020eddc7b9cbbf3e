package merge

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// meaning merges three values: what one side alone changed is changed, keys
// are merged one by one, and so are the items of lists, which are known by
// what they are or by their first key. A nil value isn't there. False: both
// sides changed the same thing.
func meaning(base, ours, theirs *yaml.Node) (*yaml.Node, bool) {
	switch {
	case same(ours, theirs), same(base, theirs):
		return ours, true
	case same(base, ours):
		return theirs, true
	case ours == nil || theirs == nil || ours.Kind != theirs.Kind || ours.Kind == yaml.ScalarNode:
		return nil, false
	}
	if base == nil || base.Kind != ours.Kind {
		base = &yaml.Node{Kind: ours.Kind}
	}
	before, one, two := members(base), members(ours), members(theirs)
	order, ok := arrange(ids(before), ids(one), ids(two))
	merged := &yaml.Node{Kind: ours.Kind, Tag: ours.Tag}
	for _, id := range order {
		value, fine := meaning(valueOf(before, id), valueOf(one, id), valueOf(two, id))
		ok = ok && fine
		if value == nil {
			continue
		}
		if ours.Kind == yaml.MappingNode {
			merged.Content = append(merged.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: id})
		}
		merged.Content = append(merged.Content, value)
	}
	return merged, ok
}

// member is an entry of a mapping or an item of a list.
type member struct {
	id    string // its key, or what it is known by in its list
	key   *yaml.Node
	value *yaml.Node
}

func members(n *yaml.Node) []member {
	var all []member
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			all = append(all, member{n.Content[i].Value, n.Content[i], n.Content[i+1]})
		}
		return all
	}
	for _, item := range n.Content {
		all = append(all, member{identity(item), nil, item})
	}
	return all
}

// identity is what an item of a list is known by: itself, or its first key
// with its value where that is a scalar.
func identity(n *yaml.Node) string {
	if n.Kind == yaml.MappingNode && len(n.Content) > 1 && n.Content[1].Kind == yaml.ScalarNode {
		return n.Content[0].Value + ": " + written(n.Content[1])
	}
	return written(n)
}

// written spells a value in one way.
func written(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return n.ShortTag() + " " + n.Value
	}
	var b strings.Builder
	for _, m := range members(n) {
		b.WriteString(m.id + "\x00" + written(m.value) + "\x00")
	}
	return n.ShortTag() + "(" + b.String() + ")"
}

func ids(all []member) []string {
	var list []string
	for _, m := range all {
		list = append(list, m.id)
	}
	return list
}

func valueOf(all []member, id string) *yaml.Node {
	for _, m := range all {
		if m.id == id {
			return m.value
		}
	}
	return nil
}

// same reports whether two values, or two absences, mean the same.
func same(a, b *yaml.Node) bool {
	switch {
	case a == nil || b == nil:
		return a == b
	case a.Kind != b.Kind || len(a.Content) != len(b.Content) || a.ShortTag() != b.ShortTag():
		return false
	case a.Kind == yaml.ScalarNode:
		return a.Value == b.Value
	}
	one, two := members(a), members(b)
	for i, m := range one {
		other := two[i].value
		if a.Kind == yaml.MappingNode {
			other = valueOf(two, m.id)
		}
		if !same(m.value, other) {
			return false
		}
	}
	return true
}

// arrange orders all that any version has: as ours has it, or as theirs does
// where that side alone moved anything; what the other side added stands
// behind what it follows there. False: an id is there twice, or both sides
// moved things differently.
func arrange(base, ours, theirs []string) ([]string, bool) {
	for _, list := range [][]string{base, ours, theirs} {
		sorted := slices.Sorted(slices.Values(list))
		if len(slices.Compact(sorted)) != len(list) {
			return nil, false
		}
	}
	shared := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(id string) bool {
			return !slices.Contains(base, id) || !slices.Contains(ours, id) || !slices.Contains(theirs, id)
		})
	}
	first, second := ours, theirs
	switch was, one, two := shared(base), shared(ours), shared(theirs); {
	case slices.Equal(one, two), slices.Equal(was, two):
	case slices.Equal(was, one):
		first, second = theirs, ours
	default:
		return nil, false
	}
	return insert(insert(slices.Clone(first), second), base), true
}

// insert puts what only other has into list: behind what it follows in other,
// and behind what only list has there.
func insert(list, other []string) []string {
	for i, id := range other {
		if slices.Contains(list, id) {
			continue
		}
		at := 0
		if i > 0 {
			at = slices.Index(list, other[i-1]) + 1
		}
		for at < len(list) && !slices.Contains(other, list[at]) {
			at++
		}
		list = slices.Insert(list, at, id)
	}
	return list
}
