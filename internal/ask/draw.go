package ask

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"github.com/newsvc/newsvc/internal/fault"
)

// draw asks the questions in a form, one at a time.
func draw(ctx context.Context, t Terminal, session *session) error {
	model := newModel(session, t)
	program := tea.NewProgram(model,
		tea.WithContext(ctx), tea.WithInput(t.In), tea.WithOutput(t.Out),
		tea.WithoutSignalHandler()) // the context handles signals
	_, err := program.Run()
	switch {
	case model.ended != nil:
		return model.ended
	case ctx.Err() != nil:
		return fault.Interrupted()
	case err != nil:
		return fault.Failed("form", "ask in the terminal").Because(err).
			WithHint("set ACCESSIBLE=1 to answer in plain lines, or answer with flags and --yes")
	}
	return nil
}

// model is the form: a huh field for the current question and the text around
// it. It advances within the Update that receives the key, so that keys typed
// ahead reach the question they are meant for.
type model struct {
	session       *session
	columns, rows int
	styles        styles

	field   huh.Field
	problem error // the error in the current answer
	touched bool  // whether the user has typed since the question appeared: an untouched empty line isn't an error yet
	ended   error // the error that ended the form, if any
	over    bool
}

func newModel(session *session, t Terminal) *model {
	m := &model{session: session, columns: t.Columns, rows: t.Rows, styles: newStyles(t)}
	if m.columns <= 0 {
		m.columns = 80
	}
	if m.rows <= 0 {
		m.rows = 24
	}
	m.put()
	return m
}

// The keys of the form itself, for every question.
var (
	quitKey = key.NewBinding(key.WithKeys("ctrl+c"))
	backKey = key.NewBinding(key.WithKeys("shift+tab"))
	nextKey = key.NewBinding(key.WithKeys("enter", "tab"))
)

// Init starts no commands: a field would start only unnecessary ones, such as a
// blinking cursor.
func (m *model) Init() tea.Cmd { return m.print() }

// Update handles a key or a new terminal size.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width > 0 && msg.Height > 0 {
			m.columns, m.rows = msg.Width, msg.Height
			m.resize()
		}
		return m, nil
	case tea.KeyMsg:
		return m, m.press(msg)
	}
	return m, nil
}

func (m *model) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case m.over:
		return tea.Quit
	case key.Matches(msg, quitKey):
		return m.end(fault.Interrupted())
	case key.Matches(msg, backKey):
		if m.session.back() {
			return m.put()
		}
		return nil
	case key.Matches(msg, nextKey):
		return m.submit()
	}
	m.field.Update(msg)
	m.problem, m.touched = nil, true
	if text, ok := m.field.GetValue().(string); ok && m.session.question().kind == line {
		m.problem = m.session.question().problem(text)
	}
	return nil
}

// submit answers the question with the field's value.
func (m *model) submit() tea.Cmd {
	value := m.field.GetValue()
	if m.session.question().kind == one {
		value = m.hovered()
	}
	err := m.session.answer(value)
	if left, ok := errors.AsType[*fault.Error](err); ok && left.Exit == fault.ExitInterrupted {
		return m.end(err)
	}
	if err != nil {
		m.problem, m.touched = err, true
		return nil
	}
	if m.session.question() == nil {
		return m.end(nil)
	}
	return m.put()
}

func (m *model) end(err error) tea.Cmd {
	m.over, m.ended = true, err
	return tea.Quit
}

// put creates the field for the current question and prints the text that comes
// before it.
func (m *model) put() tea.Cmd {
	q := m.session.question()
	m.problem, m.touched = nil, false
	switch q.kind {
	case one:
		m.field = newSelect(q, q.options(m.columns))
	case many:
		m.field = huh.NewMultiSelect[string]().Options(q.options(m.columns)...).Filterable(false)
	default:
		text := q.initialText()
		m.field = huh.NewInput().Prompt("> ").Value(&text)
	}
	m.field = m.field.WithTheme(m.styles.theme).WithKeyMap(fieldKeys())
	m.field.Focus()
	m.resize()
	return m.print()
}

// print prints the text that comes before the question above the form. There it
// stays, and may be longer than the screen.
func (m *model) print() tea.Cmd {
	var lines []string
	for line := range strings.Lines(m.session.question().before) {
		for part := range strings.Lines(m.wrap(strings.TrimSuffix(line, "\n"))) {
			lines = append(lines, strings.TrimRight(part, " \n"))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return tea.Println(strings.Join(lines, "\n"))
}

// fieldKeys returns huh's key map without filtering, which the form has no line for.
func fieldKeys() *huh.KeyMap {
	keys := huh.NewDefaultKeyMap()
	keys.Select.Filter.SetEnabled(false)
	keys.MultiSelect.Filter.SetEnabled(false)
	return keys
}

// newSelect moves the cursor to the initial choice key by key, because huh would
// otherwise scroll the choices before it out of view.
func newSelect(q *question, options []huh.Option[string]) huh.Field {
	field := huh.NewSelect[string]().Options(options...)
	field.WithKeyMap(fieldKeys())
	for range max(0, q.at(q.initialText())) {
		field.Update(tea.KeyMsg{Type: tea.KeyDown})
	}
	return field
}

// options converts the choices to huh's, each on one line of the terminal.
func (q *question) options(columns int) []huh.Option[string] {
	const frame = 8 // the cursor, the box and the margin
	width := 0
	for _, c := range q.choices {
		width = max(width, lipgloss.Width(c.name()))
	}
	var all []huh.Option[string]
	for _, c := range q.choices {
		label := c.name()
		if c.what != "" {
			label += strings.Repeat(" ", width-lipgloss.Width(label)) + "  " + c.what
		}
		all = append(all, huh.NewOption(clip(label, columns-frame), c.value).Selected(slices.Contains(q.initialSet(), c.value)))
	}
	return all
}

// hovered returns the value of the choice under the cursor, or "".
func (m *model) hovered() string {
	if field, ok := m.field.(interface{ Hovered() (string, bool) }); ok {
		value, _ := field.Hovered()
		return value
	}
	return ""
}

// resize fits the field into the rest of the screen.
func (m *model) resize() {
	m.field = m.field.WithWidth(m.columns)
	q := m.session.question()
	if room := m.rows - m.around(); q.kind != line && len(q.choices) > room {
		m.field = m.field.WithHeight(max(3, room))
	}
}

// around returns the number of rows above and below the field.
func (m *model) around() int {
	return lipgloss.Height(m.above()) + lipgloss.Height(m.below()) + 2
}

// View draws the question. Once the form is over, it draws nothing and leaves the
// terminal as it was.
func (m *model) View() string {
	if m.over {
		return ""
	}
	return m.above() + "\n" + m.field.View() + "\n" + m.below() + "\n"
}

func (m *model) above() string {
	q := m.session.question()
	text := m.styles.faint.Render(clip(m.session.title(), m.columns-1)) + "\n\n" + m.styles.title.Render(m.wrap(q.title))
	for line := range strings.Lines(q.table) {
		text += "\n" + m.styles.text.Render(clip(strings.TrimSuffix(line, "\n"), m.columns-1))
	}
	if q.text != "" {
		text += "\n" + m.styles.text.Render(m.wrap(q.text))
	}
	return text + "\n"
}

// below shows details of the current choice, the error, and the keys. It has the
// same number of rows for every choice, so that nothing jumps.
func (m *model) below() string {
	q := m.session.question()
	rows := 0
	for _, c := range q.choices {
		rows = max(rows, len(c.more))
	}
	var more []string
	if i := q.at(m.hovered()); i >= 0 && m.hovered() != "" {
		for _, text := range q.choices[i].more {
			more = append(more, m.styles.text.Render(clip("  "+text, m.columns-1)))
		}
	}
	for len(more) < rows {
		more = append(more, "")
	}
	wrong := ""
	if m.problem != nil && m.touched {
		wrong = m.styles.wrong.Render(m.wrap("! " + problem(m.problem)))
	}
	return strings.Join(append(more, wrong, m.styles.faint.Render(clip(m.keys(), m.columns-1))), "\n")
}

// keys lists the keys that can be pressed.
func (m *model) keys() string {
	keys := []string{"enter next"}
	switch m.session.question().kind {
	case one:
		keys = []string{"up/down move", "enter select"}
	case many:
		keys = []string{"up/down move", "space select", "enter next"}
	}
	if len(m.session.past) > 0 {
		keys = append(keys, "shift+tab back")
	}
	return strings.Join(append(keys, "ctrl+c quit"), " - ")
}

func (m *model) wrap(text string) string {
	return lipgloss.NewStyle().Width(m.columns - 1).Render(text)
}

// clip shortens a line to a number of columns and ends it with an ellipsis.
func clip(text string, columns int) string {
	if lipgloss.Width(text) <= columns {
		return text
	}
	cut := []rune(text)
	for len(cut) > 0 && lipgloss.Width(string(cut))+1 > columns {
		cut = cut[:len(cut)-1]
	}
	return string(cut) + "…"
}
