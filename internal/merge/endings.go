package merge

import (
	"bytes"
	"strings"

	"github.com/newsvc/newsvc/internal/tree"
)

// KeepEndings returns a text with the line endings of the version of it that is there: a
// line of both keeps its ending, and a new line has that of the line before.
func KeepEndings(there, text []byte) []byte {
	if isBinary(there, text) {
		return text
	}
	text = unix(text)
	switch bytes.Count(there, []byte("\r\n")) {
	case 0:
		return text
	case bytes.Count(there, []byte("\n")):
		return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	m := mixer{endings: lines(there)}
	old, wanted, done := lines(unix(there)), lines(text), 0
	for _, h := range diff(old, wanted) {
		for ; done < h.old.start; done++ {
			m.keep(old[done], done)
		}
		for _, line := range wanted[h.new.start:h.new.end] {
			m.add(line)
		}
		done = h.old.end
	}
	for ; done < len(old); done++ {
		m.keep(old[done], done)
	}
	return m.out.Bytes()
}

// mixer writes lines with the endings of another text.
type mixer struct {
	endings []string // the lines of the other text
	last    string   // the ending of the last line
	out     bytes.Buffer
}

// keep writes line i of the other text.
func (m *mixer) keep(line string, i int) {
	m.out.WriteString(m.endings[i])
	if strings.HasSuffix(line, "\n") {
		m.last = ending(m.endings, i)
	}
}

// add writes a line that the other text doesn't have.
func (m *mixer) add(line string) {
	if m.last == "" {
		m.last = ending(m.endings, 0)
	}
	text, newline := strings.CutSuffix(line, "\n")
	m.out.WriteString(text)
	if newline {
		m.out.WriteString(m.last)
	}
}

// unix returns a text whose lines end in LF.
func unix(text []byte) []byte {
	if !bytes.Contains(text, []byte("\r\n")) {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
}

// unixFile is unix for a file.
func unixFile(f *tree.File) *tree.File {
	if f == nil {
		return nil
	}
	return &tree.File{Data: unix(f.Data), Exec: f.Exec, Unread: f.Unread}
}

// change is what happens to a path, whatever the line endings of the versions: the
// working version keeps those that it has.
func (t triple) change() Change {
	texts := make([][]byte, 0, 3)
	for _, f := range []*tree.File{t.base, t.next, t.work} {
		if f != nil {
			texts = append(texts, f.Data)
		}
	}
	if !bytes.Contains(bytes.Join(texts, nil), []byte("\r\n")) || isBinary(texts...) {
		return t.decide()
	}
	plain := t
	plain.base, plain.next, plain.work = unixFile(t.base), unixFile(t.next), unixFile(t.work)
	c := plain.decide()
	switch {
	case c.After == nil:
	case t.work == nil:
		c.After = t.next
	case equal(c.After, plain.work):
		c.After = t.work
	default:
		c.After = &tree.File{Data: KeepEndings(t.work.Data, c.After.Data), Exec: c.After.Exec}
	}
	c.Before, c.Next = t.work, t.next
	return c
}

// Unmerged returns both versions of a text between conflict markers, with the line endings
// of ours.
func Unmerged(ours, theirs []byte) []byte {
	data, _ := Text(nil, unix(ours), unix(theirs), Sides)
	return KeepEndings(ours, data)
}
