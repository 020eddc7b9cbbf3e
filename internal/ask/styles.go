package ask

import (
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	// Before anything draws: see there.
	_ "github.com/newsvc/newsvc/internal/ask/silent"
)

// styles are how the form looks.
type styles struct {
	theme                     *huh.Theme
	title, text, faint, wrong lipgloss.Style
}

// newStyles knows the terminal from its environment alone: one that answers no
// queries is asked none.
func newStyles(t Terminal) styles {
	profile := termenv.Ascii
	if t.Color {
		profile = termenv.NewOutput(t.Out, termenv.WithEnvironment(environ(t.Environ)), termenv.WithUnsafe()).EnvColorProfile()
	}
	lipgloss.SetColorProfile(profile)
	accent, red := lipgloss.Color("6"), lipgloss.Color("1")
	s := styles{
		theme: huh.ThemeBase(),
		title: lipgloss.NewStyle().Bold(true),
		text:  lipgloss.NewStyle(),
		faint: lipgloss.NewStyle().Faint(true),
		wrong: lipgloss.NewStyle().Foreground(red),
	}
	f := &s.theme.Focused
	f.Base = lipgloss.NewStyle().PaddingLeft(1)
	f.SelectSelector = lipgloss.NewStyle().Foreground(accent).SetString("> ")
	f.MultiSelectSelector = f.SelectSelector
	f.SelectedOption = lipgloss.NewStyle().Foreground(accent)
	f.SelectedPrefix = lipgloss.NewStyle().Foreground(accent).SetString("[x] ")
	f.UnselectedPrefix = lipgloss.NewStyle().SetString("[ ] ")
	f.TextInput.Prompt = lipgloss.NewStyle().Foreground(accent)
	return s
}

// environ makes a list of NAME=VALUE what termenv reads.
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
