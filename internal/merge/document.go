package merge

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is a parsed YAML or JSON text together with its lines.
type document struct {
	root   *yaml.Node
	lines  []string // each with its newline
	values *values
}

// read parses a single document without anchors. It reports false for any other text.
func read(text []byte, v *values) (document, bool) {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if isBinary(text) {
		return document{}, false
	}
	decoder := yaml.NewDecoder(bytes.NewReader(replaceTabs(text)))
	var doc, more yaml.Node
	if err := decoder.Decode(&doc); err != nil || len(doc.Content) != 1 || !plain(doc.Content[0], maxNesting) {
		return document{}, false
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return document{}, false
	}
	all := lines(text)
	if n := len(all); n > 0 && !strings.HasSuffix(all[n-1], "\n") {
		all[n-1] += "\n"
	}
	return document{root: doc.Content[0], lines: all, values: v}, true
}

// replaceTabs replaces the tabs at the beginning of JSON lines, which the YAML
// parser rejects, with spaces. Columns don't change.
func replaceTabs(text []byte) []byte {
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && !bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		return text
	}
	var out []byte
	for line := range bytes.Lines(text) {
		rest := bytes.TrimLeft(line, "\t")
		out = append(append(out, bytes.Repeat([]byte(" "), len(line)-len(rest))...), rest...)
	}
	return out
}

// plain reports whether the text of a value is all of its meaning: no anchor, no
// alias, no explicit tag, only scalar keys, and at most the given nesting levels.
func plain(n *yaml.Node, levels int) bool {
	if levels == 0 || n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return false
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Kind != yaml.ScalarNode || n.Content[i].ShortTag() == "!!merge" {
				return false
			}
		}
	}
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !plain(c, levels-1) })
}

// part is a value and the lines that contain it, including its key.
type part struct {
	id    string
	lines []string // lines of the text, beginning with line first
	first int
	start int // the first line of the part, including the comments above it
	at    int // the line of the key or the dash, or else of the value
	end   int // the line after the part
	value *yaml.Node
	dash  int // the column of the dash in a list, counted from 0; -1 if there is none

	values *values
}

// whole returns the text as one part.
func (o document) whole() *part {
	return &part{lines: o.lines, end: len(o.lines), value: o.root, dash: -1, values: o.values}
}

func (p *part) text() []string { return p.rows(p.start, p.end) }

// row returns one line of the text and rows several, by line number in the whole text.
func (p *part) row(at int) string            { return p.lines[at-p.first] }
func (p *part) rows(start, end int) []string { return p.lines[start-p.first : end-p.first] }

// copied returns a copy of the part whose lines may be changed.
func (p *part) copied() *part {
	q := *p
	q.lines, q.first = slices.Clone(p.text()), p.start
	return &q
}

// split is a part divided into the lines before the first member, the members,
// and the lines after the last one.
type split struct {
	head, foot []string
	parts      []*part
	flow       bool // flow style: members are separated by commas
}

// split divides a part into its members. It reports false if the part isn't a
// collection, or if its members don't begin on separate lines.
func (p *part) split() (split, bool) {
	n := p.value
	if n == nil || n.Kind == yaml.ScalarNode || len(n.Content) == 0 {
		return split{}, false
	}
	s := split{flow: n.Style&yaml.FlowStyle != 0}
	last, end := p.start-1, p.end
	if s.flow {
		last = n.Line - 1
		end = p.closer()
	}
	for _, m := range p.values.members(n) {
		q := &part{id: m.id, lines: p.lines, first: p.first, value: m.value, dash: -1, at: m.value.Line - 1, values: p.values}
		column := m.value.Column - 1
		switch {
		case m.key != nil:
			q.at, column = m.key.Line-1, m.key.Column-1
		case !s.flow:
			q.dash, column = n.Column-1, n.Column-1
		}
		if q.at <= last || q.at >= end || !p.begins(q, column) {
			return split{}, false
		}
		q.start = p.above(q.at, last+1, column)
		if len(s.parts) > 0 {
			s.parts[len(s.parts)-1].end = q.start
		}
		last = q.at
		s.parts = append(s.parts, q)
	}
	s.parts[len(s.parts)-1].end = end
	first := s.parts[0]
	if !s.flow && first.at == p.at {
		first.start = p.start
	}
	s.head, s.foot = p.rows(p.start, first.start), p.rows(end, p.end)
	return s, true
}

// begins reports whether a member is the first text on its line. The dash of
// the list that contains p counts as a space.
func (p *part) begins(q *part, column int) bool {
	line := p.row(q.at)
	if len(line) <= column {
		return false
	}
	before := line[:column]
	if q.at == p.at && p.dash >= 0 && p.dash < column && line[p.dash] == '-' {
		before = before[:p.dash] + " " + before[p.dash+1:]
	}
	return strings.TrimSpace(before) == "" && (q.dash < 0 || line[column] == '-')
}

// above returns the first of the lines directly above a line that belong to it:
// comments in the same column, and empty lines.
func (p *part) above(at, first, column int) int {
	for at > first {
		line := p.row(at - 1)
		text := strings.TrimSpace(line)
		comment := strings.HasPrefix(text, "#") && len(line)-len(strings.TrimLeft(line, " \t")) == column
		if text != "" && !comment {
			break
		}
		at--
	}
	return at
}

// closer returns the line of the closing bracket of a collection: the last
// non-empty line of the part. It returns the part's start if that line contains
// anything else.
func (p *part) closer() int {
	i := p.end - 1
	for i > p.start && strings.TrimSpace(p.row(i)) == "" {
		i--
	}
	if text := strings.TrimRight(strings.TrimSpace(p.row(i)), ","); text == "}" || text == "]" {
		return i
	}
	return p.start
}
