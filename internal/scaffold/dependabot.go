package scaffold

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/merge"
)

// updates is the list of updates in a Dependabot file.
type updates struct {
	lines []string
	node  *yaml.Node
	end   int // the number of lines up to the end of the list
}

// addUpdates adds to a Dependabot file those updates of another that it lacks, as text. It
// reports false if the file isn't written as usual.
func addUpdates(file, other []byte) ([]byte, bool) {
	text := bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n"))
	into, ok := readUpdates(text)
	from, okFrom := readUpdates(other)
	if !ok || !okFrom {
		return nil, false
	}
	there := map[string]bool{}
	for _, item := range into.node.Content {
		there[identity(item)] = true
	}
	indent := strings.Repeat(" ", dash(into.node.Content[0]))
	var added []string
	for i, item := range from.node.Content {
		if there[identity(item)] {
			continue
		}
		end := from.end
		if i+1 < len(from.node.Content) {
			end = from.node.Content[i+1].Line - 1
		}
		for _, line := range from.lines[item.Line-1 : end] {
			added = append(added, indent+line[min(dash(item), len(line)):])
		}
	}
	merged := append(append(append([]string{}, into.lines[:into.end]...), added...), into.lines[into.end:]...)
	data := []byte(strings.Join(merged, "\n") + "\n")
	if len(added) == 0 {
		return file, true
	}
	if _, ok := readUpdates(data); !ok {
		return nil, false
	}
	return merge.KeepEndings(file, data), true
}

// readUpdates finds the list of updates in the text of a Dependabot file. It reports false
// if there is none in block style.
func readUpdates(text []byte) (updates, bool) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return updates{}, false
	}
	u := updates{lines: strings.Split(strings.TrimRight(string(text), "\n"), "\n")}
	u.end = len(u.lines)
	top := doc.Content[0].Content
	for i := 0; i+1 < len(top); i += 2 {
		switch {
		case top[i].Value == "updates":
			u.node = top[i+1]
		case u.node != nil && top[i].Line-1 < u.end:
			u.end = top[i].Line - 1
		}
	}
	if u.node == nil || u.node.Kind != yaml.SequenceNode || u.node.Style&yaml.FlowStyle != 0 || len(u.node.Content) == 0 {
		return updates{}, false
	}
	for _, item := range u.node.Content {
		if item.Kind != yaml.MappingNode || item.Style&yaml.FlowStyle != 0 || dash(item) < 0 {
			return updates{}, false
		}
	}
	return u, true
}

// dash returns the column of an item's dash, counted from 0.
func dash(item *yaml.Node) int { return item.Column - 3 }

// identity returns what distinguishes an update from others.
func identity(item *yaml.Node) string {
	id := map[string]string{}
	for i := 0; i+1 < len(item.Content); i += 2 {
		id[item.Content[i].Value] = item.Content[i+1].Value
	}
	return id["package-ecosystem"] + " " + strings.TrimSuffix(id["directory"], "/")
}
