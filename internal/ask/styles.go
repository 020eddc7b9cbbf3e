package ask

import (
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"github.com/newsvc/newsvc/internal/ask/silent"
)

func init() { silent.Restore() }

// styles are the styles of the form.
type styles struct {
	theme                     *huh.Theme
	title, text, faint, wrong lipgloss.Style
}

// newStyles finds out about the terminal from the environment alone, because some
// terminals answer no queries. Without color, bold and reversed text show where
// the cursor is.
func newStyles(t Terminal) styles {
	profile := termenv.ANSI
	accent, red := lipgloss.NewStyle(), lipgloss.NewStyle()
	colors := termenv.NewOutput(t.Out, termenv.WithEnvironment(environ(t.Environ)), termenv.WithUnsafe()).EnvColorProfile()
	if t.Color && colors != termenv.Ascii {
		profile = colors
		accent, red = accent.Foreground(lipgloss.Color("6")), red.Foreground(lipgloss.Color("1"))
	}
	lipgloss.SetColorProfile(profile)
	plain := lipgloss.NewStyle()
	s := styles{
		theme: huh.ThemeBase(),
		title: plain.Bold(true),
		text:  plain,
		faint: plain.Faint(true),
		wrong: red,
	}
	f := &s.theme.Focused
	f.Base = plain.PaddingLeft(1)
	f.SelectSelector = accent.SetString("> ")
	f.MultiSelectSelector = f.SelectSelector
	f.SelectedOption = accent
	f.SelectedPrefix = accent.SetString("[x] ")
	f.UnselectedPrefix = plain.SetString("[ ] ")
	f.TextInput.Prompt = accent
	f.TextInput.Placeholder = plain
	return s
}

// environ is a list of NAME=VALUE that termenv can read.
type environ []string

func (e environ) Environ() []string { return e }

func (e environ) Getenv(name string) string {
	for i := len(e) - 1; i >= 0; i-- {
		if len(e[i]) > len(name) && e[i][len(name)] == '=' && e[i][:len(name)] == name {
			return e[i][len(name)+1:]
		}
	}
	return ""
}

// clip cuts a line to a number of columns, and shows that it did.
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
