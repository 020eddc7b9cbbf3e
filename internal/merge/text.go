package merge

import (
	"bytes"
	"strings"
)

// Text merges what two sides made of a text, line by line, and returns the
// merged text and how many places of it are in conflict. Those hold ours, base
// and theirs between markers, in diff3's style, labelled with names in that
// order: ours, base, theirs. It gives what `git merge-file --diff3` gives, for
// texts of up to 30,000 lines; beyond, it may take other lines for the same.
// Lines end where a newline is; one that another side ends in CRLF differs.
//
// Where one side alone changed anything, its text is the result, whatever it
// holds; two different changes of binary content are one conflict, and ours
// comes back as it was.
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

// merger merges three texts, each as its lines.
type merger struct {
	base, ours, theirs []string
	names              [3]string
	out                bytes.Buffer
}

func (m *merger) merge() (merged []byte, conflicts int) {
	done := 0 // lines of ours that are dealt with
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

// newline returns how the markers of a conflict end: in CRLF where the lines
// before it in ours and in theirs do, or can't tell, and base's first one does.
func (m *merger) newline(r region) string {
	if ending(m.ours, max(r.ours.start-1, 0)) == "\n" || ending(m.theirs, max(r.theirs.start-1, 0)) == "\n" {
		return "\n"
	}
	if ending(m.base, 0) == "\r\n" {
		return "\r\n"
	}
	return "\n"
}

// ending returns how line i of a text ends, or, where it is the last and has
// no ending, how the one before it does; empty when neither tells.
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
