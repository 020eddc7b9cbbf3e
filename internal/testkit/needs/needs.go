// Package needs says what a test does on a machine that lacks something: it is skipped on
// a developer's machine, and fails in CI, where everything is installed.
package needs

import (
	"os"
	"os/exec"
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

// Programs does that unless each program is in PATH. The keys are programs, the values how
// to install them.
func Programs(t testing.TB, install map[string]string) {
	t.Helper()
	for program, how := range install {
		_, err := exec.LookPath(program)
		True(t, err == nil, program+" isn't installed: "+how)
	}
}
