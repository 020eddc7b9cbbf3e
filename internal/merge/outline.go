package merge

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// outline is a YAML or JSON text and what it means.
type outline struct {
	root   *yaml.Node
	lines  []string // each with its newline
	values *values
}

// read parses one document without anchors; false: it isn't one.
func read(text []byte, v *values) (outline, bool) {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if isBinary(text) {
		return outline{}, false
	}
	decoder := yaml.NewDecoder(bytes.NewReader(detabbed(text)))
	var doc, more yaml.Node
	if err := decoder.Decode(&doc); err != nil || len(doc.Content) != 1 || !plain(doc.Content[0], maxNesting) {
		return outline{}, false
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return outline{}, false
	}
	all := lines(text)
	if n := len(all); n > 0 && !strings.HasSuffix(all[n-1], "\n") {
		all[n-1] += "\n"
	}
	return outline{root: doc.Content[0], lines: all, values: v}, true
}

// detabbed replaces the tabs that lines of JSON begin with, which the parser
// refuses; columns stay.
func detabbed(text []byte) []byte {
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

// plain reports whether a value is all there is to it: no anchor, no alias, no
// tag of its own, text for keys, no more levels within each other than given.
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

// part is a value and the lines that it is written in, its key included.
type part struct {
	id    string
	lines []string // of the text, from the line first on
	first int
	start int // its first line, comments above it included
	at    int // the line of its key, its dash, or of itself
	end   int // the line behind it
	value *yaml.Node
	dash  int // the column of its dash in a list, from 0; -1: none

	values *values
}

// whole is the text as one part.
func (o outline) whole() *part {
	return &part{lines: o.lines, end: len(o.lines), value: o.root, dash: -1, values: o.values}
}

func (p *part) text() []string { return p.rows(p.start, p.end) }

// row returns a line of the text, and rows some, by their places in all of it.
func (p *part) row(at int) string            { return p.lines[at-p.first] }
func (p *part) rows(start, end int) []string { return p.lines[start-p.first : end-p.first] }

// copied is the part with lines of its own, which may be changed.
func (p *part) copied() *part {
	q := *p
	q.lines, q.first = slices.Clone(p.text()), p.start
	return &q
}

// split is a part taken apart: the lines before the first member, the members,
// and the lines behind the last.
type split struct {
	head, foot []string
	parts      []*part
	flow       bool // the members are followed by commas
}

// split takes a part apart; false: it is no collection, or its members don't
// begin on lines of their own.
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

// begins reports whether a member is what its line begins with: after the dash
// of the list that its part is an item of, which stands for a space.
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

// above returns the first of the lines right above a line that belong to it:
// comments that stand in the same column, and empty lines.
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

// closer is the line of the bracket that ends a collection, which is the last
// of the part that isn't empty; its start, when another thing is in that line.
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
