package ask

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// request asks for one option of each kind and for resources.
func request() Request {
	types := map[string]map[string]string{}
	for _, t := range resource.Types() {
		types[string(t)] = map[string]string{}
	}
	return Request{
		Title: "newsvc init",
		Manifest: pack.Manifest{
			Options: []pack.Option{
				{Name: "name", Prompt: "Name?", Kind: pack.Text, Format: pack.FormatName, Default: "shop"},
				{Name: "framework", Prompt: "Framework?", Kind: pack.Choice, Default: "chi", Choices: []pack.OptionChoice{
					{Name: "chi", What: "small", Best: "most", Cost: "nothing"}, {Name: "fiber", What: "fast", Best: "speed", Cost: "net/http"},
				}},
				{Name: "prefork", Prompt: "Prefork?", Kind: pack.Bool, Default: false, When: pack.When{"framework": {"fiber"}}},
				{Name: "features", Prompt: "Features?", Kind: pack.Many, Default: []string{"docs"}, Choices: []pack.OptionChoice{{Name: "docs"}, {Name: "auth"}}},
			},
			Types:     types,
			Resources: []string{"user email:email:unique"},
		},
		Check: func(_ pack.Option, text string) error { return spec.CheckName(text) },
	}
}

// form returns a model in a terminal of 80 by 24.
func form(r Request) *model {
	return newModel(newSession(flow{r}), Terminal{Out: io.Discard, Columns: 80, Rows: 24})
}

// pressAll sends keys: the name of a key, or text to type.
func (m *model) pressAll(keys ...string) {
	named := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown, "back": tea.KeyShiftTab,
		"ctrl+c": tea.KeyCtrlC, "erase": tea.KeyCtrlU, "space": tea.KeySpace,
	}
	for _, k := range keys {
		if code, ok := named[k]; ok {
			msg := tea.KeyMsg{Type: code}
			if code == tea.KeySpace {
				msg.Runes = []rune{' '}
			}
			m.Update(msg)
			continue
		}
		m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)})
	}
}

func (m *model) answers() spec.Answers {
	return m.session.questionnaire.(flow).answers(m.session.state)
}

func texts(list []resource.Resource) []string {
	var all []string
	for _, r := range list {
		all = append(all, r.String())
	}
	return all
}

func TestForm_Defaults(t *testing.T) {
	m := form(request())
	m.pressAll("enter", "enter", "enter", "enter", "enter")
	if !m.over || m.ended != nil {
		t.Fatalf("the form isn't done: %v\n%s", m.ended, m.View())
	}
	want := map[string]any{"name": "shop", "framework": "chi", "features": []string{"docs"}}
	if diff := cmp.Diff(want, m.answers().Values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"user email:email:unique"}, texts(m.answers().Resources)); diff != "" {
		t.Error(diff)
	}
}

func TestForm_SkipsGivenAnswers(t *testing.T) {
	r := request()
	known, err := resource.Parse("cat name:string")
	if err != nil {
		t.Fatal(err)
	}
	r.Given = spec.Answers{
		Values:    map[string]any{"name": "x", "framework": "fiber", "prefork": true, "features": []string{}},
		Resources: []resource.Resource{known},
	}
	m := form(r)
	if q := m.session.question(); q.id != "confirm" {
		t.Errorf("asked %s", q.id)
	}
}

func TestForm_Back(t *testing.T) {
	m := form(request())
	m.pressAll("erase", "store", "enter", "down", "enter", "up", "enter", "down", "space", "enter")
	if q := m.session.question(); q.id != "resources" {
		t.Fatalf("asked %s", q.id)
	}
	m.pressAll("back", "back", "back", "back", "back", "back")
	if q := m.session.question(); q.id != "option/name" {
		t.Fatalf("back at %s", q.id)
	}
	m.pressAll("enter", "enter", "enter", "enter", "enter", "enter")
	want := map[string]any{"name": "store", "framework": "fiber", "prefork": true, "features": []string{"docs", "auth"}}
	if diff := cmp.Diff(want, m.answers().Values); diff != "" {
		t.Error(diff)
	}
}

func TestForm_DropsInapplicableAnswers(t *testing.T) {
	m := form(request())
	m.pressAll("enter", "down", "enter", "up", "enter", "enter", "enter")
	if got := m.answers().Values["prefork"]; got != true {
		t.Fatalf("prefork is %v", got)
	}
	m.pressAll("framework", "enter", "up", "enter") // change the framework to chi
	if _, still := m.answers().Values["prefork"]; still {
		t.Error("prefork still has an answer")
	}
	if q := m.session.question(); q.id != "confirm" {
		t.Errorf("asked %s", q.id)
	}
}

func TestForm_Resources(t *testing.T) {
	toResources := []string{"enter", "enter", "enter"}
	cases := map[string]struct {
		keys []string
		want []string
	}{
		"a reference to another resource": {
			[]string{"down", "enter", "user name:string", "enter", "down", "enter", "order", "enter", "buyer", "enter", "ref", "enter", "enter", "space", "enter", "down", "enter", "enter"},
			[]string{"user name:string", "order buyer:ref=user:optional"},
		},
		"an additional field": {
			[]string{"down", "down", "enter", "enter", "nick", "enter", "enter", "enter", "down", "enter", "enter"},
			[]string{"user email:email:unique nick:string"},
		},
		"another name and a new plural": {
			[]string{"down", "down", "enter", "down", "down", "down", "enter", "erase", "person", "enter", "down", "enter", "enter"},
			[]string{"person email:email:unique"},
		},
		"a field changed step by step": {
			[]string{"down", "down", "enter", "down", "down", "enter", "enter", "erase", "mail", "enter", "enter", "enter", "down", "enter", "enter"},
			[]string{"user mail:email:unique"},
		},
		"a type with the modifiers of the previous one": {
			[]string{"down", "down", "enter", "down", "down", "enter", "enter", "enter", "url", "enter", "enter", "down", "enter", "enter"},
			[]string{"user email:url:unique"},
		},
		"a type chosen by an alias": {
			[]string{"down", "down", "enter", "enter", "price", "enter", "money", "enter", "10,2", "enter", "enter", "down", "enter", "enter"},
			[]string{"user email:email:unique price:decimal=10,2"},
		},
		"limits": {
			[]string{"down", "down", "enter", "enter", "age", "enter", "int", "enter", "down", "down", "down", "space", "enter", "min=1 max=150", "enter", "down", "enter", "enter"},
			[]string{"user email:email:unique age:int:min=1:max=150"},
		},
		"a resource replaced by another": {
			[]string{"down", "down", "enter", "up", "enter", "enter", "cat", "enter", "name", "enter", "enter", "enter", "down", "enter", "enter"},
			[]string{"cat name:string"},
		},
		"the sample replaced by a resource in one line": {
			[]string{"down", "enter", "order number:string:unique status:enum=new,paid", "enter", "enter"},
			[]string{"order number:string:unique status:enum=new,paid"},
		},
		"the line of a command": {
			[]string{"down", "enter", "-r 'person/folk name:string' \\", "enter", "enter"},
			[]string{"person/folk name:string"},
		},
		"a field in one line": {
			[]string{"down", "enter", "order", "enter", "number:string:unique at:time", "enter", "enter", "total:int:optional", "enter", "down", "enter", "enter"},
			[]string{"order number:string:unique at:time total:int:optional"},
		},
		"a changed sample isn't replaced": {
			[]string{"down", "down", "enter", "enter", "nick:string", "enter", "down", "enter", "down", "enter", "cat name:string", "enter", "enter"},
			[]string{"user email:email:unique nick:string", "cat name:string"},
		},
		"the sample after going back": {
			[]string{"down", "enter", "cat", "enter", "back", "back", "up", "enter"},
			[]string{"user email:email:unique"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := form(request())
			m.pressAll(toResources...)
			if q := m.session.question(); q.id != "resources" {
				t.Fatalf("asked %s", q.id)
			}
			m.pressAll(c.keys...)
			if q := m.session.question(); q == nil || q.id != "confirm" {
				t.Fatalf("no summary:\n%s", m.View())
			}
			if diff := cmp.Diff(c.want, texts(m.answers().Resources)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestForm_InvalidText(t *testing.T) {
	m := form(request())
	m.pressAll("erase", "My Shop")
	if !strings.Contains(m.View(), "has a space (try my-shop)") {
		t.Errorf("no error while typing:\n%s", m.View())
	}
	m.pressAll("enter")
	if q := m.session.question(); q.id != "option/name" {
		t.Errorf("moved on to %s", q.id)
	}
}

func TestForm_Quit(t *testing.T) {
	for name, keys := range map[string][]string{
		"with ctrl+c":          {"enter", "ctrl+c"},
		"with the last choice": {"enter", "enter", "enter", "enter", "up", "enter"},
	} {
		t.Run(name, func(t *testing.T) {
			m := form(request())
			m.pressAll(keys...)
			if got := fault.ExitCode(m.ended); !m.over || got != fault.ExitInterrupted {
				t.Errorf("exit code %d: %v", got, m.ended)
			}
			if m.View() != "" {
				t.Errorf("the screen isn't empty: %q", m.View())
			}
		})
	}
}

func TestForm_InvalidCombination(t *testing.T) {
	r := request()
	r.Verify = func(spec.Answers) error {
		return errors.Join(fault.Usage("a", "one is wrong").WithHint("do it right"), fault.Usage("b", "two is wrong"))
	}
	m := form(r)
	m.pressAll("enter", "enter", "enter", "enter")
	view := m.View()
	for _, want := range []string{"These answers can't be combined", "one is wrong (do it right)", "two is wrong"} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is missing:\n%s", want, view)
		}
	}
	if q := m.session.question(); q.at(accept) >= 0 {
		t.Error("the form offers to continue")
	}
}

func TestForm_FitsScreen(t *testing.T) {
	r := request()
	for i := range 12 {
		r.Manifest.Resources = append(r.Manifest.Resources, fmt.Sprintf("thing_%d a_long_name_of_a_field:string:unique another_field:enum=some,values,that,are,many", i))
	}
	r.Manifest.Options[1].Choices[0].What = strings.Repeat("long ", 30)
	r.Manifest.Options[1].Choices[0].Best = strings.Repeat("long ", 30)
	for _, size := range [][2]int{{80, 24}, {120, 40}, {60, 24}} {
		m := newModel(newSession(flow{r}), Terminal{Out: io.Discard, Columns: size[0], Rows: size[1]})
		for i, keys := range [][]string{{}, {"!"}, {"erase", "x", "enter"}, {"enter"}, {"enter"}, {"down", "down", "enter"}, {"down", "enter"}, {"field", "enter"}, {"up", "enter"}} {
			m.pressAll(keys...)
			view := m.View()
			if got := lipgloss.Height(strings.TrimSuffix(view, "\n")); got > size[1] {
				t.Errorf("%v, screen %d has %d rows:\n%s", size, i, got, view)
			}
			for line := range strings.Lines(view) {
				if got := lipgloss.Width(strings.TrimSuffix(line, "\n")); got > size[0] {
					t.Errorf("%v, screen %d has a line of %d columns: %q", size, i, got, line)
				}
			}
		}
	}
}

// TestForm_SmallTerminal shrinks the terminal: the question and the choice under the cursor
// stay.
func TestForm_SmallTerminal(t *testing.T) {
	m := form(request())
	m.pressAll("enter", "down")
	for rows := 23; rows >= 5; rows-- {
		m.Update(tea.WindowSizeMsg{Width: 40, Height: rows})
		view := m.View()
		if !strings.Contains(view, "Framework?") || !strings.Contains(view, "> fiber") || lipgloss.Height(strings.TrimSuffix(view, "\n")) > rows {
			t.Errorf("with %d rows:\n%s", rows, view)
		}
	}
}

// TestForm_SeveralResources takes what the README has for a command line.
func TestForm_SeveralResources(t *testing.T) {
	for typed, want := range map[string]string{
		`-r 'customer name:string' \  -r 'order number:string buyer:ref=customer'`:     "customer name:string|order number:string buyer:ref=customer",
		`--resource='order buyer:ref=customer' --resource "customer/folk name:string"`: "order buyer:ref=customer|customer/folk name:string",
	} {
		m := form(request())
		m.pressAll("enter", "enter", "enter", "down", "enter", typed, "enter")
		if got := strings.Join(texts(m.answers().Resources), "|"); got != want {
			t.Errorf("%s: got %s, want %s\n%s", typed, got, want, m.View())
		}
	}
	for typed, want := range map[string]string{
		`-r 'customer name:strin' -r 'order buyer:ref=custmer'`: "try name:string",
		`-r 'customer name:string' -r 'customer name:string'`:   "resource customer is given twice",
	} {
		m := form(request())
		m.pressAll("enter", "enter", "enter", "down", "enter", typed, "enter")
		if !strings.Contains(m.View(), want) {
			t.Errorf("%s: want %s\n%s", typed, want, m.View())
		}
	}
}

func TestForm_TinyTerminal(t *testing.T) {
	m := form(request())
	for _, size := range [][2]int{{1, 1}, {0, 0}, {10, 3}, {80, 24}} {
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		_ = m.View()
		m.pressAll("enter")
		_ = m.View()
	}
}
