package extend

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// prunePresets removes from the presets of the base the answers that are no longer
// available, and presets without any answer. A pack with presets of its own has only
// those.
func (m *merger) prunePresets() {
	list := value(m.result.Manifest, "presets")
	if _, own := m.given["presets"]; own || list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	list.Content = slices.DeleteFunc(slices.Clone(list.Content), func(preset *yaml.Node) bool {
		answers := value(preset, "answers")
		if answers == nil || answers.Kind != yaml.MappingNode {
			return false // a problem of the base
		}
		var left []*yaml.Node
		for i := 0; i+1 < len(answers.Content); i += 2 {
			if key, n := answers.Content[i], answers.Content[i+1]; m.stays(key.Value, n) {
				left = append(left, key, n)
			}
		}
		answers.Content = left
		return len(left) == 0
	})
}

// stays reports whether an answer is still available. Of a list, it removes the words that
// are not.
func (m *merger) stays(option string, answer *yaml.Node) bool {
	pinned := func(n Narrowing) bool { return n.Option == option && n.Pinned }
	if slices.ContainsFunc(m.result.Narrowings, pinned) {
		return false
	}
	unavailable := func(n *yaml.Node) bool { return m.out[option][n.Value] != "" }
	if answer.Kind == yaml.SequenceNode {
		answer.Content = slices.DeleteFunc(slices.Clone(answer.Content), unavailable)
		return true
	}
	return !unavailable(answer)
}
