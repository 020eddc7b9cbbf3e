package ask

import (
	"context"
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

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
		return fault.Failed("form", "ask in the terminal").WithCause(err).
			WithHint("set ACCESSIBLE=1 to answer in plain lines, or answer with flags and --yes")
	}
	return nil
}

// model is the form: a line or a list for the current question and the text around
// it. It advances within the Update that receives the key, so that keys typed
// ahead reach the question they are meant for.
type model struct {
	session       *session
	columns, rows int
	styles        styles

	list    *list           // nil for a line
	input   textinput.Model // of a line
	problem error           // the error in the current answer
	touched bool            // whether the user has typed since the question appeared: an untouched empty line isn't an error yet
	ended   error           // the error that ended the form, if any
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
	m.show()
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
			return m.show()
		}
		return nil
	case key.Matches(msg, nextKey):
		return m.submit()
	}
	m.problem, m.touched = nil, true
	if m.list != nil {
		m.list.press(msg)
		return nil
	}
	m.input, _ = m.input.Update(msg)
	m.problem = m.session.question().typingProblem(m.input.Value())
	return nil
}

// submit answers the question.
func (m *model) submit() tea.Cmd {
	var value any
	switch {
	case m.list == nil:
		value = m.input.Value()
	case m.list.many:
		value = m.list.values()
	case m.list.hovered() == "":
		return nil // no choice matches the filter
	default:
		value = m.list.hovered()
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
	return m.show()
}

func (m *model) end(err error) tea.Cmd {
	m.over, m.ended = true, err
	return tea.Quit
}

// show creates the field for the current question and prints the text that comes
// before it.
func (m *model) show() tea.Cmd {
	q := m.session.question()
	m.problem, m.touched, m.list = nil, false, nil
	if q.kind == line {
		m.input = textinput.New()
		m.input.Prompt, m.input.PromptStyle = "> ", m.styles.accent
		m.input.SetValue(q.initialText())
		m.input.Focus()
	} else {
		m.list = newList(q)
	}
	return m.print()
}

// print prints the text that comes before the question above the form. There it
// stays, and may be longer than the screen.
func (m *model) print() tea.Cmd {
	before := m.session.question().before
	if before == "" {
		return nil
	}
	return tea.Println(strings.Join(fold(before, m.columns-1, 2), "\n"))
}
