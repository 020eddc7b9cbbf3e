package ask

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/templates"
)

// builtIn asks for a service of the built-in pack.
func builtIn(t *testing.T) Request {
	t.Helper()
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	measured, err := benchmarks.Of(p)
	if err != nil {
		t.Fatal(err)
	}
	return Request{
		Title: "newsvc init: a service in /home/ada/services/shop", Manifest: p.Manifest, Benchmarks: measured,
		Default: func(o pack.Option, _ map[string]any) any {
			switch o.Format {
			case pack.FormatName:
				return "shop"
			case pack.FormatGoModule:
				return "example.com/shop"
			}
			return nil
		},
		Given:   spec.Answers{Values: map[string]any{"branch": "main", "folder": "."}}, // as newsvc init does
		Check:   func(pack.Option, string) error { return nil },
		Summary: func(spec.Answers) string { return "57 files in /home/ada/services/shop" },
	}
}

// pages has the keys that lead from each page of the form to the next, and through every
// page about a resource.
var pages = [][]string{
	{"each", "enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"down", "enter"},
	{"order", "enter"},
	{"total", "enter"},
	{"decimal", "enter"},
	{"12,2", "enter"},
	{"down", "down", "down", "space", "enter"},
	{"default=1", "enter"},
	{"down", "down", "enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"enter"},
	{"down", "enter"},
	{"enter"},
}

// words returns the words on a screen.
func words(view string) []string { return strings.Fields(ansi.Strip(view)) }

func TestForm_EveryPageFits(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {60, 15}, {40, 12}} {
		m := newModel(newSession(flow{builtIn(t)}), Terminal{Out: io.Discard, Columns: size[0], Rows: size[1]})
		wide := newModel(newSession(flow{builtIn(t)}), Terminal{Out: io.Discard, Columns: 400, Rows: 100})
		seen := map[string]bool{}
		for i, keys := range append([][]string{{}}, pages...) {
			m.pressAll(keys...)
			wide.pressAll(keys...)
			q := m.session.question()
			if q == nil {
				t.Fatalf("%v: the form ended at page %d", size, i)
			}
			seen[q.id] = true
			view := m.View()
			if got := strings.Count(view, "\n"); got > size[1]-1 {
				t.Errorf("%v, %s has %d rows:\n%s", size, q.id, got, view)
			}
			for line := range strings.Lines(view) {
				if got := lipgloss.Width(strings.TrimSuffix(line, "\n")); got >= size[0] {
					t.Errorf("%v, %s has a line of %d columns: %q", size, q.id, got, line)
				}
			}
			all := words(wide.View())
			for _, word := range words(view) {
				if !slices.Contains(all, word) && !slices.Contains(strings.Fields("... … more lines above below above, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"), word) {
					t.Errorf("%v, %s has %q, which isn't a word of the page:\n%s", size, q.id, word, view)
				}
			}
			for _, want := range append(words(q.title), "ctrl+c") {
				if !slices.Contains(words(view), want) {
					t.Errorf("%v, %s doesn't show %q:\n%s", size, q.id, want, view)
				}
			}
		}
		if len(seen) < 19 || !seen[confirmation] {
			t.Errorf("only these pages were seen: %v", seen)
		}
	}
}

func TestForm_Resize(t *testing.T) {
	for id := range 3 {
		m := newModel(newSession(flow{builtIn(t)}), Terminal{Out: io.Discard, Columns: 80, Rows: 24})
		m.pressAll(slices.Concat(pages[:6+id]...)...)
		before := m.View()
		for _, size := range [][2]int{{80, 12}, {30, 8}, {1, 1}, {80, 24}} {
			m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			_ = m.View()
		}
		if got := m.View(); got != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, got)
		}
	}
}

func TestForm_SaysWhatDoesNotFit(t *testing.T) {
	r := request()
	for i := range 30 {
		r.Manifest.Resources = append(r.Manifest.Resources, fmt.Sprintf("thing_%d name:string", i))
	}
	m := form(r)
	m.pressAll("enter", "enter", "enter")
	if !strings.Contains(m.View(), "more below") || strings.Contains(m.View(), "more above") {
		t.Errorf("at the beginning:\n%s", m.View())
	}
	m.pressAll(slices.Repeat([]string{"down"}, 16)...)
	if !strings.Contains(m.View(), "more above, ") || !strings.Contains(m.View(), "more below") {
		t.Errorf("in the middle:\n%s", m.View())
	}
	m.pressAll("up", "thing_29")
	if !strings.Contains(m.View(), `2 of 33 match "thing_29"; esc shows all`) {
		t.Errorf("with a filter:\n%s", m.View())
	}
	m.pressAll("zzz", "enter")
	if !strings.Contains(m.View(), "nothing matches") || m.session.question().id != "resources" {
		t.Errorf("with a filter that matches nothing:\n%s", m.View())
	}
}

func TestForm_Filter(t *testing.T) {
	cases := map[string]struct{ typed, want string }{
		"the beginning of a name":      {"str", "string"},
		"a name that others contain":   {"int", "int"},
		"the end of a name":            {"gint", "bigint"},
		"a name of SQL":                {"varchar", "string"},
		"a name from another language": {"boolean", "bool"},
		"a word of the description":    {"money", "decimal"},
		"a part of the description":    {"loating", "float"},
		"capitals":                     {"TIME", "time"},
		"two words of the description": {"exact decimal", "decimal"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := form(request())
			m.pressAll("enter", "enter", "enter", "down", "enter", "order", "enter", "x", "enter")
			for i, word := range strings.Split(c.typed, " ") {
				if i > 0 {
					m.pressAll("space")
				}
				m.pressAll(word)
			}
			if got := m.list.hovered(); got != c.want {
				t.Errorf("got %s, want %s:\n%s", got, c.want, m.View())
			}
		})
	}
}

func TestForm_FilterKeepsSelection(t *testing.T) {
	m := form(request())
	m.pressAll("enter", "enter", "auth", "space", "enter")
	if got := fmt.Sprint(m.answers().Values["features"]); got != "[docs auth]" {
		t.Errorf("got %s", got)
	}
}

func TestForm_Progress(t *testing.T) {
	m := newModel(newSession(flow{builtIn(t)}), Terminal{Out: io.Discard, Columns: 80, Rows: 24})
	for _, step := range []struct{ key, want string }{
		{"", "1 of 7  newsvc init"},
		{"enter", "2 of 7"},
		{"enter", "3 of 7"},
		{"enter", "4 of 7"},
		{"enter", "5 of 7"},
		{"enter", "6 of 7"},
		{"enter", "7 of 7"},
	} {
		if step.key != "" {
			m.pressAll(step.key)
		}
		if !strings.HasPrefix(ansi.Strip(m.View()), step.want) {
			t.Errorf("want %q:\n%s", step.want, m.View())
		}
	}
	m = newModel(newSession(flow{builtIn(t)}), Terminal{Out: io.Discard, Columns: 80, Rows: 24})
	m.pressAll("each", "enter")
	if !strings.HasPrefix(ansi.Strip(m.View()), "2 of 11") {
		t.Errorf("without a preset:\n%s", m.View())
	}
}

func TestFold(t *testing.T) {
	cases := map[string]struct {
		text          string
		columns, hang int
		want          []string
	}{
		"a short line":            {"one two", 10, 2, []string{"one two"}},
		"a long line":             {"one two three", 8, 2, []string{"one two", "  three"}},
		"an indented line":        {"  one two", 8, 2, []string{"  one", "    two"}},
		"a long word":             {"abcdefghij", 4, 0, []string{"abcd", "efgh", "ij"}},
		"a long word after short": {"ab cdefgh", 5, 0, []string{"ab", "cdefg", "h"}},
		"columns of a table":      {"name  one two", 12, 6, []string{"name  one", "      two"}},
		"paragraphs":              {"one\ntwo\n", 9, 2, []string{"one", "two"}},
		"wide characters":         {"日本 語", 5, 0, []string{"日本", "語"}},
		"nothing":                 {"", 9, 0, []string{""}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := fold(c.text, c.columns, c.hang); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestList_LongFilter checks that a filter of any length leaves the page as it is.
func TestList_LongFilter(t *testing.T) {
	m := newModel(newSession(flow{builtIn(t)}), Terminal{Out: io.Discard, Columns: 60, Rows: 15})
	m.pressAll(strings.Repeat("nothing ", 20))
	for line := range strings.Lines(m.View()) {
		if got := lipgloss.Width(strings.TrimSuffix(line, "\n")); got >= 60 {
			t.Errorf("a line has %d columns: %q", got, line)
		}
	}
}
