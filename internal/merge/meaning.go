package merge

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// meaning merges three values: what one side alone changed is changed, keys
// are merged one by one, and so are the items of lists, which are known by
// what they are or by their first key. A nil value isn't there. False: both
// sides changed the same thing.
func (v *values) meaning(base, ours, theirs *yaml.Node) (*yaml.Node, bool) {
	switch {
	case v.same(ours, theirs), v.same(base, theirs):
		return ours, true
	case v.same(base, ours):
		return theirs, true
	case ours == nil || theirs == nil || ours.Kind != theirs.Kind || ours.Kind == yaml.ScalarNode:
		return nil, false
	}
	if base == nil || base.Kind != ours.Kind {
		base = &yaml.Node{Kind: ours.Kind}
	}
	before, one, two := v.members(base), v.members(ours), v.members(theirs)
	order, ok := arrange(ids(before), ids(one), ids(two))
	merged := &yaml.Node{Kind: ours.Kind, Tag: ours.Tag}
	was, mine, other := byID(before), byID(one), byID(two)
	for _, id := range order {
		value, fine := v.meaning(was[id], mine[id], other[id])
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

func ids(all []member) []string {
	var list []string
	for _, m := range all {
		list = append(list, m.id)
	}
	return list
}

// byID returns the values of members, each with an id of its own.
func byID(all []member) map[string]*yaml.Node {
	found := make(map[string]*yaml.Node, len(all))
	for _, m := range all {
		found[m.id] = m.value
	}
	return found
}

// places returns where each id is in a list; false: one is there twice.
func places(list []string) (map[string]int, bool) {
	at := make(map[string]int, len(list))
	for i, id := range list {
		if _, again := at[id]; again {
			return nil, false
		}
		at[id] = i
	}
	return at, true
}

// arrange orders all that any version has: as ours has it, or as theirs does
// where that side alone moved anything; what the other side added stands
// behind what it follows there. False: an id is there twice, or both sides
// moved things differently.
func arrange(base, ours, theirs []string) ([]string, bool) {
	counts := make(map[string]int, len(ours))
	for _, list := range [][]string{base, ours, theirs} {
		if _, ok := places(list); !ok {
			return nil, false
		}
		for _, id := range list {
			counts[id]++
		}
	}
	shared := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return counts[id] < 3 })
	}
	first, second := ours, theirs
	switch was, one, two := shared(base), shared(ours), shared(theirs); {
	case slices.Equal(one, two), slices.Equal(was, two):
	case slices.Equal(was, one):
		first, second = theirs, ours
	default:
		return nil, false
	}
	return insert(insert(first, second), base), true
}

// entry is an id in a list that grows in its middle.
type entry struct {
	id   string
	next *entry
}

// insert returns list with what only other has: behind what it follows in other,
// and behind what only list has there.
func insert(list, other []string) []string {
	head := &entry{}
	at := make(map[string]*entry, len(list)+len(other))
	last := head
	for _, id := range list {
		last.next = &entry{id: id}
		last = last.next
		at[id] = last
	}
	there, _ := places(other)
	for i, id := range other {
		if at[id] != nil {
			continue
		}
		before := head
		if i > 0 {
			before = at[other[i-1]]
		}
		for before.next != nil {
			if _, both := there[before.next.id]; both {
				break
			}
			before = before.next
		}
		before.next = &entry{id, before.next}
		at[id] = before.next
	}
	all := make([]string, 0, len(at))
	for e := head.next; e != nil; e = e.next {
		all = append(all, e.id)
	}
	return all
}
