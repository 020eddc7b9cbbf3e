// Package silent keeps the drawing libraries from querying the terminal.
//
// When Bubble Tea is initialized, whatever the command, it sends the terminal
// a query for its background color, and waits seconds for an answer that some
// never give. It doesn't where TERM says that the terminal is a dumb one; so
// TERM says that, until Restore.
//
// Go initializes a package once its imports are, the ready ones in the order
// of their paths. This one imports package os alone. Bubble Tea imports
// os/signal too, which isn't ready before os is and comes after this path: so
// this one is first. A test runs newsvc in a terminal that gives no answers.
package silent

import "os"

var term, set = os.LookupEnv("TERM")

func init() { _ = os.Setenv("TERM", "dumb") }

// Restore gives TERM its value back. It is called when the drawing libraries
// are initialized, before anything of newsvc's own looks at it.
func Restore() {
	if set {
		_ = os.Setenv("TERM", term)
	} else {
		_ = os.Unsetenv("TERM")
	}
}
