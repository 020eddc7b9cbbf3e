// Package needs says what a test does on a machine that lacks something: it is skipped on
// a developer's machine, and fails in CI, where everything is installed.
package needs

import (
	"os"
	"testing"
)

// True skips the test, or fails it in CI, unless a condition is true.
func True(t testing.TB, condition bool, otherwise string) {
	t.Helper()
	if condition {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatal(otherwise)
	}
	t.Skip(otherwise)
}
