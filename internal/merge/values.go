package merge

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNesting limits how deeply values may be nested in a structural merge,
// because each level may compare the lines of all levels within it again.
const maxNesting = 32

// values gives values with the same meaning the same number, so that comparing
// two values takes constant time.
type values struct {
	numbers map[string]int
	nodes   map[*yaml.Node]int
}

func newValues() *values {
	return &values{numbers: map[string]int{}, nodes: map[*yaml.Node]int{}}
}

// same reports whether two values have the same meaning, or both are missing.
func (v *values) same(a, b *yaml.Node) bool { return v.number(a) == v.number(b) }

// number returns the number of a value, and 0 for a missing value. The order of
// a mapping's keys doesn't matter.
func (v *values) number(n *yaml.Node) int {
	if n == nil {
		return 0
	}
	if number, ok := v.nodes[n]; ok {
		return number
	}
	text := strconv.Itoa(int(n.Kind)) + " " + n.ShortTag() + " "
	if n.Kind == yaml.ScalarNode {
		text += n.Value
	} else {
		text += v.content(n)
	}
	number, ok := v.numbers[text]
	if !ok {
		number = len(v.numbers) + 1
		v.numbers[text] = number
	}
	v.nodes[n] = number
	return number
}

// content lists the numbers of a collection's members.
func (v *values) content(n *yaml.Node) string {
	var all []string
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			all = append(all, strconv.Quote(n.Content[i].Value)+":"+strconv.Itoa(v.number(n.Content[i+1])))
		}
		slices.Sort(all)
	} else {
		for _, item := range n.Content {
			all = append(all, strconv.Itoa(v.number(item)))
		}
	}
	return strings.Join(all, ",")
}

// member is an entry of a mapping or an item of a list.
type member struct {
	id    string // the key in a mapping, or the identity in a list
	key   *yaml.Node
	value *yaml.Node
}

func (v *values) members(n *yaml.Node) []member {
	var all []member
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			all = append(all, member{n.Content[i].Value, n.Content[i], n.Content[i+1]})
		}
		return all
	}
	for _, item := range n.Content {
		all = append(all, member{v.identity(item), nil, item})
	}
	return all
}

// identity returns what identifies an item in a list: the first key with its
// value if that is a scalar, or else the whole item.
func (v *values) identity(n *yaml.Node) string {
	if n.Kind == yaml.MappingNode && len(n.Content) > 1 && n.Content[1].Kind == yaml.ScalarNode {
		return n.Content[0].Value + ": " + n.Content[1].ShortTag() + " " + n.Content[1].Value
	}
	return strconv.Itoa(v.number(n))
}

// once reports whether no mapping in a value has a duplicate key.
func once(n *yaml.Node) bool {
	if n.Kind == yaml.MappingNode {
		keys := make(map[string]bool, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind == yaml.ScalarNode && keys[key.Value] {
				return false
			}
			keys[key.Value] = true
		}
	}
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !once(c) })
}
