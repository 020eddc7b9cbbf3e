package ask

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// list lets the user move through choices, filter them and select among them. It has no
// size of its own: what is visible depends only on where it is drawn.
type list struct {
	choices  []choice
	many     bool
	selected map[string]bool // by value, if many
	filter   string
	shown    []int // the indexes of the choices that match the filter, best first
	cursor   int   // in shown
}

func newList(q *question) *list {
	l := &list{choices: q.choices, many: q.kind == many, selected: map[string]bool{}}
	for _, value := range q.initialSet() {
		l.selected[value] = true
	}
	l.match("")
	l.cursor = max(0, q.at(q.initialText()))
	return l
}

var (
	upKey    = key.NewBinding(key.WithKeys("up", "ctrl+p"))
	downKey  = key.NewBinding(key.WithKeys("down", "ctrl+n"))
	firstKey = key.NewBinding(key.WithKeys("home", "pgup"))
	lastKey  = key.NewBinding(key.WithKeys("end", "pgdown"))
	eraseKey = key.NewBinding(key.WithKeys("backspace", "ctrl+h"))
	clearKey = key.NewBinding(key.WithKeys("esc", "ctrl+u"))
)

// press handles a key. The cursor goes round at both ends.
func (l *list) press(msg tea.KeyMsg) {
	switch n := len(l.shown); {
	case key.Matches(msg, clearKey):
		l.match("")
	case key.Matches(msg, eraseKey):
		if runes := []rune(l.filter); len(runes) > 0 {
			l.match(string(runes[:len(runes)-1]))
		}
	case l.many && msg.Type == tea.KeySpace:
		if value := l.hovered(); value != "" {
			l.selected[value] = !l.selected[value]
		}
	case (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt:
		l.match(strings.TrimLeft(l.filter+printable(msg.Runes), " "))
	case n == 0:
	case key.Matches(msg, upKey):
		l.cursor = (l.cursor + n - 1) % n
	case key.Matches(msg, downKey):
		l.cursor = (l.cursor + 1) % n
	case key.Matches(msg, firstKey):
		l.cursor = 0
	case key.Matches(msg, lastKey):
		l.cursor = n - 1
	}
}

func printable(runes []rune) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, string(runes))
}

// match filters the choices. The best match is first, and has the cursor. Without a
// filter, the choices have their order, and the cursor stays at its choice.
func (l *list) match(filter string) {
	before := l.hovered()
	l.filter, l.shown, l.cursor = filter, nil, 0
	for rank := range ranks {
		for i, c := range l.choices {
			if c.rank(strings.ToLower(filter)) == rank {
				l.shown = append(l.shown, i)
			}
		}
	}
	if filter == "" {
		l.cursor = max(0, slices.IndexFunc(l.choices, func(c choice) bool { return c.value == before }))
	}
}

// ranks is the number of ranks that a match can have.
const ranks = 6

// rank says how well a choice matches a filter in lower case: 0 is best, ranks is no match.
func (c choice) rank(filter string) int {
	name := strings.ToLower(c.name())
	what := strings.ToLower(c.what)
	contains := func(text string) bool { return strings.Contains(text, filter) }
	begins := func(text string) bool { return strings.HasPrefix(text, filter) }
	switch {
	case begins(name):
		return 0
	case slices.ContainsFunc(c.aliases, begins):
		return 1
	case contains(name):
		return 2
	case begins(what):
		return 3
	case strings.Contains(what, " "+filter):
		return 4
	case contains(what):
		return 5
	}
	return ranks
}

// hovered returns the value of the choice under the cursor, or "".
func (l *list) hovered() string {
	if l.cursor >= len(l.shown) {
		return ""
	}
	return l.choices[l.shown[l.cursor]].value
}

// values returns the selected values, in the order of the choices.
func (l *list) values() []string {
	values := []string{}
	for _, c := range l.choices {
		if l.selected[c.value] {
			values = append(values, c.value)
		}
	}
	return values
}

// rows returns the visible choices for a number of rows, each on one line of at most
// columns columns, and a line about what isn't visible, or "".
func (l *list) rows(columns, rows int, s styles) (lines []string, status string) {
	rows = max(1, rows)
	width := 0
	for _, c := range l.choices {
		width = max(width, lipgloss.Width(c.name()))
	}
	first := min(max(0, l.cursor-rows/2), max(0, len(l.shown)-rows))
	last := min(len(l.shown), first+rows)
	for i := first; i < last; i++ {
		c := l.choices[l.shown[i]]
		text, _ := shorten(c.line(width), columns-l.frame())
		lines = append(lines, l.decorate(text, i == l.cursor, l.selected[c.value], s))
	}
	status, _ = shorten(l.status(first, last), columns-1)
	return lines, status
}

// frame is the number of columns before the text of a choice.
func (l *list) frame() int {
	if l.many {
		return 7
	}
	return 3
}

func (l *list) decorate(text string, current, selected bool, s styles) string {
	line := "   "
	if current {
		line = " " + s.accent.Render(">") + " "
	}
	switch {
	case l.many && selected:
		return line + s.accent.Render("[x] "+text)
	case l.many:
		return line + "[ ] " + text
	case current:
		return line + s.accent.Render(text)
	}
	return line + text
}

// line returns the name of the choice, padded to a width, and what it is.
func (c choice) line(width int) string {
	if c.what == "" {
		return c.name()
	}
	return c.name() + strings.Repeat(" ", max(0, width-lipgloss.Width(c.name()))) + "  " + c.what
}

// status says which choices aren't visible.
func (l *list) status(first, last int) string {
	var parts []string
	if l.filter != "" {
		parts = append(parts, fmt.Sprintf("%d of %d match %q; esc shows all", len(l.shown), len(l.choices), l.filter))
	}
	if first > 0 {
		parts = append(parts, fmt.Sprintf("%d more above", first))
	}
	if below := len(l.shown) - last; below > 0 {
		parts = append(parts, fmt.Sprintf("%d more below", below))
	}
	if len(parts) == 0 {
		return ""
	}
	return "   ... " + strings.Join(parts, ", ")
}
