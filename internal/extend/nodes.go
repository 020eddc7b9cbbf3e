package extend

import "go.yaml.in/yaml/v3"

// pair returns the index of a key in a mapping, or -1.
func pair(n *yaml.Node, key string) int {
	if n != nil && n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return i
			}
		}
	}
	return -1
}

// value returns the value of a key in a mapping, or nil.
func value(n *yaml.Node, key string) *yaml.Node {
	if i := pair(n, key); i >= 0 {
		return n.Content[i+1]
	}
	return nil
}

// text returns the scalar of a key in a mapping, or "".
func text(n *yaml.Node, key string) string {
	if v := value(n, key); v != nil && v.Kind == yaml.ScalarNode {
		return v.Value
	}
	return ""
}

// items returns the entries of a list, or of the list with a key in a mapping.
func items(n *yaml.Node, key string) []*yaml.Node {
	if v := value(n, key); v != nil && v.Kind == yaml.SequenceNode {
		return v.Content
	}
	return nil
}

// words returns the scalars of a list, or a single one as a list of one.
func words(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}

// set gives a mapping an entry, in the place of the one with the same key.
func set(n, key, value *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return
	}
	if i := pair(n, key.Value); i >= 0 {
		n.Content[i], n.Content[i+1] = key, value
		return
	}
	n.Content = append(n.Content, key, value)
}

// remove removes the entry with a key from a mapping.
func remove(n *yaml.Node, key string) {
	if i := pair(n, key); i >= 0 {
		n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
	}
}

// named returns the entry of a list of mappings in which a key has a value, or nil.
func named(list []*yaml.Node, key, name string) *yaml.Node {
	for _, n := range list {
		if v := value(n, key); v != nil && v.Value == name {
			return n
		}
	}
	return nil
}

// names returns the names of a list of mappings.
func names(list []*yaml.Node) []string {
	var all []string
	for _, n := range list {
		all = append(all, text(n, "name"))
	}
	return all
}

// scalar returns a node for a word at the place of another node.
func scalar(word string, at *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: word, Line: at.Line, Column: at.Column}
}
