// Package silent keeps the drawing libraries from questioning the terminal.
//
// When Bubble Tea is initialized, whatever the command, it sends the terminal
// a query for its background color and waits seconds for the answer. Lip Gloss
// asks only as long as nobody has told it. Go initializes a package as soon as
// all it imports is ready, in the order of paths; this one needs Lip Gloss
// alone and Bubble Tea much more, so it comes first. A test runs the binary in
// a terminal that answers nothing, and holds it to that.
package silent

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
