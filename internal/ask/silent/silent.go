// Package silent keeps the drawing libraries from querying the terminal.
//
// When Bubble Tea is initialized, whatever the command, it asks the terminal for
// its background color. Some terminals never answer, and then it waits for
// seconds. It doesn't ask if TERM is "dumb", so this package sets TERM to "dumb"
// until Restore is called.
//
// Go initializes packages in the order of their import paths, each after its own
// imports. This package imports only os. Bubble Tea also imports os/signal, which
// is initialized later and has a greater path, so this package is initialized
// first. A test runs newsvc in a terminal that doesn't answer.
package silent

import "os"

var term, set = os.LookupEnv("TERM")

func init() { _ = os.Setenv("TERM", "dumb") }

// Restore restores TERM. It is called as soon as the drawing libraries are
// initialized, before newsvc itself reads the variable.
func Restore() {
	if set {
		_ = os.Setenv("TERM", term)
	} else {
		_ = os.Unsetenv("TERM")
	}
}
