package merge

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// mergeValues merges three values. A value that only one side changed is changed.
// Mappings are merged key by key. Lists are merged item by item; an item is
// identified by its first key or by its whole value. A nil value is missing. It
// reports false if both sides changed the same value.
func (v *values) mergeValues(base, ours, theirs *yaml.Node) (*yaml.Node, bool) {
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
	order, ok := mergeOrder(ids(before), ids(one), ids(two))
	merged := &yaml.Node{Kind: ours.Kind, Tag: ours.Tag}
	was, mine, other := byID(before), byID(one), byID(two)
	for _, id := range order {
		value, fine := v.mergeValues(was[id], mine[id], other[id])
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

// byID maps ids to values. Ids must be unique.
func byID(all []member) map[string]*yaml.Node {
	found := make(map[string]*yaml.Node, len(all))
	for _, m := range all {
		found[m.id] = m.value
	}
	return found
}

// positions returns the position of each id in a list. It reports false if an id occurs twice.
func positions(list []string) (map[string]int, bool) {
	at := make(map[string]int, len(list))
	for i, id := range list {
		if _, again := at[id]; again {
			return nil, false
		}
		at[id] = i
	}
	return at, true
}

// mergeOrder merges three orders of ids. The result follows ours, or theirs if only
// that side moved anything. What the other side added goes after its predecessor
// there. It reports false if an id occurs twice or both sides moved ids differently.
func mergeOrder(base, ours, theirs []string) ([]string, bool) {
	counts := make(map[string]int, len(ours))
	for _, list := range [][]string{base, ours, theirs} {
		if _, ok := positions(list); !ok {
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

// entry is an element of a linked list of ids.
type entry struct {
	id   string
	next *entry
}

// insert returns list with the ids that only other has. Each goes after its
// predecessor in other, and after ids that follow it in list alone.
func insert(list, other []string) []string {
	head := &entry{}
	at := make(map[string]*entry, len(list)+len(other))
	last := head
	for _, id := range list {
		last.next = &entry{id: id}
		last = last.next
		at[id] = last
	}
	there, _ := positions(other)
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
