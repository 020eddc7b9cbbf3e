package merge

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mergeParts merges the three versions of a part (base, ours, theirs) and returns
// the merged lines. A nil version is missing on that side. It reports false if
// only the user can decide.
func mergeParts(sides [3]*part) ([]string, bool) {
	base, ours, theirs := sides[0], sides[1], sides[2]
	if ours == nil || theirs == nil {
		return mergeOneSided(base, ours, theirs)
	}
	if slices.Equal(ours.text(), theirs.text()) {
		return ours.text(), true
	}
	if base != nil {
		switch {
		case slices.Equal(base.text(), theirs.text()):
			return ours.text(), true
		case slices.Equal(base.text(), ours.text()):
			return theirs.text(), true
		}
	}
	if lines, ok := mergeCollections(sides); ok {
		return lines, true
	}
	if base != nil {
		if lines, ok := mergeLine(sides); ok {
			return lines, true
		}
		text, conflicts := Text(joined(base), joined(ours), joined(theirs), [3]string{})
		if conflicts == 0 {
			return lines(text), true
		}
	}
	return ours.text(), ours.values.same(ours.value, theirs.value) && !theirs.adds(base, ours)
}

// adds reports whether a part has lines that none of the others has. If the
// values are the same, such a line is a comment.
func (p *part) adds(others ...*part) bool {
	there := map[string]bool{}
	for _, o := range others {
		if o != nil {
			for _, line := range o.text() {
				there[line] = true
			}
		}
	}
	return slices.ContainsFunc(p.text(), func(line string) bool { return !there[line] })
}

func joined(p *part) []byte { return []byte(strings.Join(p.text(), "")) }

// mergeOneSided merges a part that is missing on one side or both.
func mergeOneSided(base, ours, theirs *part) ([]string, bool) {
	there := ours
	if there == nil {
		there = theirs
	}
	switch {
	case there == nil:
		return nil, true
	case base == nil:
		return there.text(), true
	}
	return nil, slices.Equal(base.text(), there.text()) // One side removed what the other didn't change.
}

// mergeCollections merges collections member by member.
func mergeCollections(sides [3]*part) ([]string, bool) {
	var splits [3]split
	for i, p := range sides {
		if p == nil {
			splits[i] = split{flow: splits[1].flow}
			continue
		}
		s, ok := p.withoutDash().split()
		if !ok {
			return nil, false
		}
		splits[i] = s
	}
	ours := splits[1]
	if sides[1].value.Kind != sides[2].value.Kind || ours.flow != splits[2].flow || sides[0] != nil && (splits[0].flow != ours.flow || sides[0].value.Kind != sides[1].value.Kind) {
		return nil, false
	}
	head, okHead := mergeUnit(splits[0].head, ours.head, splits[2].head, sides[0] == nil)
	foot, okFoot := mergeUnit(splits[0].foot, ours.foot, splits[2].foot, sides[0] == nil)
	bodies, ok := mergeMembers(splits)
	if !ok || !okHead || !okFoot {
		return nil, false
	}
	if ours.flow {
		bodies = withCommas(bodies)
	}
	lines := slices.Concat(head, slices.Concat(bodies...), foot)
	return sides[1].withDash(lines), true
}

// mergeMembers merges the members in order.
func mergeMembers(splits [3]split) ([][]string, bool) {
	var ids [3][]string
	var parts [3]map[string]*part
	for i, s := range splits {
		parts[i] = make(map[string]*part, len(s.parts))
		for _, p := range s.parts {
			ids[i] = append(ids[i], p.id)
			parts[i][p.id] = p
		}
	}
	order, ok := mergeOrder(ids[0], ids[1], ids[2])
	var bodies [][]string
	for _, id := range order {
		versions := [3]*part{parts[0][id], parts[1][id], parts[2][id]}
		if splits[1].flow {
			versions = withoutCommas(versions)
		}
		lines, fine := mergeParts(versions)
		ok = ok && fine
		if len(lines) > 0 {
			bodies = append(bodies, lines)
		}
	}
	return bodies, ok && len(bodies) > 0
}

// mergeUnit merges lines that can't be merged line by line: at most one side may change them.
func mergeUnit(base, ours, theirs []string, added bool) ([]string, bool) {
	switch {
	case slices.Equal(ours, theirs), !added && slices.Equal(base, theirs):
		return ours, true
	case !added && slices.Equal(base, ours):
		return theirs, true
	}
	return nil, false
}

// mergeLine merges parts whose value is on one line. It merges the text before
// the value, the value, and the text after it separately.
func mergeLine(sides [3]*part) ([]string, bool) {
	var above, before, behind [3][]string
	var values [3]string
	for i, p := range sides {
		line, ok := p.line()
		if !ok {
			return nil, false
		}
		above[i], before[i], behind[i] = p.rows(p.start, p.at), []string{line[0]}, append([]string{line[2]}, p.rows(p.at+1, p.end)...)
		values[i] = line[1]
	}
	comments, okAbove := mergeUnit(above[0], above[1], above[2], false)
	head, okBefore := mergeUnit(before[0], before[1], before[2], false)
	tail, okBehind := mergeUnit(behind[0], behind[1], behind[2], false)
	value, okValue := mergeInlineValue(sides, values)
	if !okAbove || !okBefore || !okBehind || !okValue {
		return nil, false
	}
	tail = slices.Clone(tail)
	tail[0] = head[0] + value + tail[0]
	return slices.Concat(comments, tail), true
}

// line splits the line of a part into the text before its value, the value, and
// the text after it.
func (p *part) line() (cut [3]string, ok bool) {
	n := p.value
	if n.Line-1 != p.at || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return cut, false
	}
	for _, rest := range p.rows(p.at+1, p.end) {
		if text := strings.TrimSpace(rest); text != "" && !strings.HasPrefix(text, "#") {
			return cut, false
		}
	}
	line := p.row(p.at)
	if n.Column-1 > len(line) {
		return cut, false
	}
	value := line[n.Column-1:]
	comment := len(value)
	if n.LineComment != "" {
		comment = strings.LastIndex(value, n.LineComment)
	}
	if comment < 0 {
		return cut, false
	}
	end := len(strings.TrimRight(value[:comment], " \t\n"))
	return [3]string{line[:n.Column-1], value[:end], value[end:]}, true
}

// mergeInlineValue merges values that are on one line each.
func mergeInlineValue(sides [3]*part, texts [3]string) (string, bool) {
	switch {
	case texts[1] == texts[2], texts[0] == texts[2]:
		return texts[1], true
	case texts[0] == texts[1]:
		return texts[2], true
	}
	var ids [3][]string
	spelled := map[string]string{}
	for i, p := range sides {
		if p.value.Kind != yaml.SequenceNode || !strings.HasSuffix(texts[i], "]") {
			return "", false
		}
		for at, item := range p.value.Content {
			end := p.value.Column - 1 + len(texts[i]) - 1
			if at+1 < len(p.value.Content) {
				end = p.value.Content[at+1].Column - 1
			}
			if item.Kind != yaml.ScalarNode || item.Column-1 > end {
				return "", false
			}
			id := p.values.identity(item)
			ids[i] = append(ids[i], id)
			spelled[id] = strings.TrimRight(p.row(p.at)[item.Column-1:end], ", \t")
		}
	}
	order, ok := mergeOrder(ids[0], ids[1], ids[2])
	var at [3]map[string]int
	for i := range ids {
		at[i], _ = positions(ids[i])
	}
	in := func(side int, id string) bool { _, there := at[side][id]; return there }
	var items []string
	for _, id := range order {
		if gone := in(0, id) && !(in(1, id) && in(2, id)); !gone {
			items = append(items, spelled[id])
		}
	}
	return "[" + strings.Join(items, ", ") + "]", ok
}
