package ask

import (
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"github.com/newsvc/newsvc/internal/ask/silent"
)

func init() { silent.Restore() }

// styles defines the look of the form.
type styles struct{ title, text, faint, wrong, accent lipgloss.Style }

// newStyles detects the terminal's colors from its environment alone, because
// some terminals don't answer queries. Without color, only bold and reverse text
// show where the cursor is.
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
	return styles{title: plain.Bold(true), text: plain, faint: plain.Faint(true), wrong: red, accent: accent}
}

// environ implements termenv's interface for a list of NAME=VALUE.
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
