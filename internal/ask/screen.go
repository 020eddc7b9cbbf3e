package ask

import (
	"fmt"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// View draws the question. Once the form is over, it draws nothing and leaves the
// terminal as it was.
func (m *model) View() string {
	if m.over {
		return ""
	}
	return strings.Join(m.screen(), "\n") + "\n"
}

// screen returns the lines of the form. All of them fit into the terminal: where there
// are too many, some of those that matter least are left out, and a line says so.
func (m *model) screen() []string {
	q, columns := m.session.question(), m.columns-1
	head := m.styled(m.styles.faint, fold(m.heading(), columns, 2))
	title := m.styled(m.styles.title, fold(q.title, columns, 0))
	text := m.styled(m.styles.text, fold(q.text, columns, 0))
	table := m.styled(m.styles.text, fold(q.table, columns, q.hang))
	details := m.details(columns)
	wrong := m.styled(m.styles.wrong, m.wrong(columns))
	keys := m.styled(m.styles.faint, fold(m.keys(), columns, 0))

	room := m.rows - 1 - len(title) - max(1, len(wrong)) - m.leastField()
	if len(keys) > room {
		keys = m.styled(m.styles.faint, fold(m.fewKeys(), columns, 0))
	}
	keys, head = whole(keys, &room), whole(head, &room)
	table = cut(table, &room)
	details = cut(details, &room)
	text = cut(text, &room)
	blank := func() []string { // between two parts, if there is room for it
		if room <= 0 {
			return nil
		}
		room--
		return []string{""}
	}
	more := max(0, min(room, m.mostField()-m.leastField()))
	room -= more
	field := m.fieldRows(columns, m.leastField()+more)
	if len(wrong) == 0 {
		wrong = []string{""}
	}
	return slices.Concat(head, blank(), title, table, text, blank(), field, details, wrong, keys)
}

func (m *model) styled(style interface{ Render(...string) string }, lines []string) []string {
	var styled []string
	for _, line := range lines {
		if line != "" || len(lines) > 1 {
			styled = append(styled, style.Render(line))
		}
	}
	return styled
}

// whole takes the room for all lines, or leaves them out.
func whole(lines []string, room *int) []string {
	if len(lines) > *room {
		return nil
	}
	*room -= len(lines)
	return lines
}

// cut shortens lines to the room that is left and takes that much room. The last line
// then says how many are missing.
func cut(lines []string, room *int) []string {
	if len(lines) > max(0, *room) {
		visible := max(0, *room-1)
		missing := len(lines) - visible
		lines = slices.Clone(lines[:visible])
		if *room > 0 {
			lines = append(lines, fmt.Sprintf("   ... %d more lines", missing))
		}
	}
	*room -= len(lines)
	return lines
}

// heading says how far the form is, and what it is about.
func (m *model) heading() string {
	return m.session.progress() + "  " + m.session.title()
}

// leastField and mostField return the rows that the field for the answer has at least,
// and those that it can use.
func (m *model) leastField() int {
	if m.list == nil {
		return 1
	}
	if m.rows < 8 {
		return 2
	}
	return min(len(m.list.choices), 3) + 1
}

func (m *model) mostField() int {
	if m.list == nil {
		return 1
	}
	return len(m.list.choices) + 1
}

// fieldRows draws the line or the list. A list has a row for its status.
func (m *model) fieldRows(columns, rows int) []string {
	if m.list == nil {
		m.input.Width = max(1, columns-4)
		return []string{" " + m.input.View()}
	}
	lines, status := m.list.rows(columns, rows-1, m.styles)
	if len(m.list.shown) == 0 {
		lines = []string{"   nothing matches"}
	}
	for len(lines) < rows-1 {
		lines = append(lines, "")
	}
	return append(lines, m.styles.faint.Render(status))
}

// details describes the choice under the cursor. It has the same number of rows for every
// choice, so that nothing jumps.
func (m *model) details(columns int) []string {
	if m.list == nil {
		return nil
	}
	width, most := 0, 0
	for _, c := range m.list.choices {
		width = max(width, len([]rune(c.name())))
	}
	var current []string
	for _, c := range m.list.choices {
		lines := c.details(width, columns, m.list.frame())
		most = max(most, len(lines))
		if c.value == m.list.hovered() {
			current = lines
		}
	}
	for len(current) < most {
		current = append(current, "")
	}
	return m.plain(current)
}

func (m *model) plain(lines []string) []string {
	var styled []string
	for _, line := range lines {
		styled = append(styled, m.styles.text.Render(line))
	}
	return styled
}

// details returns what there is to say about a choice, beginning with its own line if
// that is too long for the list.
func (c choice) details(width, columns, frame int) []string {
	var lines []string
	if _, short := shorten(c.line(width), columns-frame); short {
		lines = fold("  "+c.what, columns, 2)
	}
	for _, text := range c.more {
		lines = append(lines, fold("  "+text, columns, 2)...)
	}
	return lines
}

// wrong returns the lines about the errors in the answer.
func (m *model) wrong(columns int) []string {
	if m.problem == nil || !m.touched {
		return nil
	}
	const most = 3
	all := fault.All(m.problem)
	var lines []string
	for i, e := range all {
		if i == most && len(all) > most {
			more := "  and 1 more problem"
			if len(all)-most > 1 {
				more = fmt.Sprintf("  and %d more problems", len(all)-most)
			}
			return append(lines, more)
		}
		lines = append(lines, fold("! "+problem(e), columns, 2)...)
	}
	return lines
}

// fewKeys lists the keys that matter most, for a small terminal.
func (m *model) fewKeys() string {
	next, _, _ := strings.Cut(m.keys(), " - ")
	if m.session.question().kind == one {
		next = "enter select"
	}
	return next + " - ctrl+c quit"
}

// keys lists the keys that can be pressed.
func (m *model) keys() string {
	keys := []string{"enter next"}
	switch m.session.question().kind {
	case one:
		keys = []string{"up/down move", "enter select", "type to filter"}
	case many:
		keys = []string{"up/down move", "space select", "enter next", "type to filter"}
	}
	if len(m.session.past) > 0 {
		keys = append(keys, "shift+tab back")
	}
	return strings.Join(append(keys, "ctrl+c quit"), " - ")
}
