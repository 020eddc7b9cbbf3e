package merge

import (
	"bytes"
	"strings"
)

// Text merges two versions of a text with their base, line by line. It returns
// the merged text and the number of conflicts. A conflict contains ours, base and
// theirs between markers in diff3 style, labelled with names in that order.
//
// For texts of up to 30,000 lines, the result is that of
// `git merge-file --diff3`: xdiff's three-way merge at the level "eager". In longer
// texts, other lines may be matched. Line endings count: a line that ends in CRLF
// differs from one that ends in LF.
//
// If only one side changed anything, the result is that side's text, even if it
// is binary. If both sides changed binary content differently, the result is
// ours and one conflict.
func Text(base, ours, theirs []byte, names [3]string) (merged []byte, conflicts int) {
	switch {
	case bytes.Equal(ours, theirs), bytes.Equal(base, theirs):
		return ours, 0
	case bytes.Equal(base, ours):
		return theirs, 0
	case isBinary(base, ours, theirs):
		return ours, 1
	}
	m := merger{base: lines(base), ours: lines(ours), theirs: lines(theirs), names: names}
	return m.merge()
}

// lines splits a text after each newline.
func lines(text []byte) []string {
	split := strings.SplitAfter(string(text), "\n")
	if split[len(split)-1] == "" {
		return split[:len(split)-1]
	}
	return split
}

// merger merges three texts, which are split into lines.
type merger struct {
	base, ours, theirs []string
	names              [3]string
	out                bytes.Buffer
}

func (m *merger) merge() (merged []byte, conflicts int) {
	done := 0 // the number of lines of ours that are merged
	for _, r := range m.regions(diff(m.base, m.ours), diff(m.base, m.theirs)) {
		m.write(m.ours[done:r.ours.start])
		switch {
		case r.byOurs && r.byTheirs:
			conflicts++
			m.conflict(r)
		case r.byOurs:
			m.write(m.ours[r.ours.start:r.ours.end])
		default:
			m.write(m.theirs[r.theirs.start:r.theirs.end])
		}
		done = r.ours.end
	}
	m.write(m.ours[done:])
	return m.out.Bytes(), conflicts
}

func (m *merger) write(lines []string) {
	for _, line := range lines {
		m.out.WriteString(line)
	}
}

// conflict writes the three versions of a region between markers.
func (m *merger) conflict(r region) {
	newline := m.newline(r)
	marker := func(mark, name string) {
		m.out.WriteString(mark)
		if name != "" {
			m.out.WriteString(" " + name)
		}
		m.out.WriteString(newline)
	}
	version := func(lines []string) {
		m.write(lines)
		if len(lines) > 0 && !strings.HasSuffix(lines[len(lines)-1], "\n") {
			m.out.WriteString(newline)
		}
	}
	marker("<<<<<<<", m.names[0])
	version(m.ours[r.ours.start:r.ours.end])
	marker("|||||||", m.names[1])
	version(m.base[r.base.start:r.base.end])
	marker("=======", "")
	version(m.theirs[r.theirs.start:r.theirs.end])
	marker(">>>>>>>", m.names[2])
}

// newline returns the line ending of a conflict's markers. It follows xdiff
// (is_cr_needed): CRLF if the preceding lines of ours and theirs end in CRLF or have no
// ending, and the first line of base ends in CRLF.
func (m *merger) newline(r region) string {
	if ending(m.ours, max(r.ours.start-1, 0)) == "\n" || ending(m.theirs, max(r.theirs.start-1, 0)) == "\n" {
		return "\n"
	}
	if ending(m.base, 0) == "\r\n" {
		return "\r\n"
	}
	return "\n"
}

// ending returns the ending of line i of a text. If that is the last line and has
// no ending, it returns the ending of the line before; empty if there is none.
func ending(lines []string, i int) string {
	for ; i >= 0 && i < len(lines); i-- {
		switch line := lines[i]; {
		case strings.HasSuffix(line, "\r\n"):
			return "\r\n"
		case strings.HasSuffix(line, "\n"):
			return "\n"
		}
	}
	return ""
}
