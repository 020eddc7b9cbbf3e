//go:build unix

package main

import (
	"testing"
	"time"
)

func TestLook(t *testing.T) {
	s := start(t, nil, "init", "hello", "--pack", "../../testdata/packs/toy")
	step := func(want string, keys ...string) {
		s.expect(want)
		time.Sleep(50 * time.Millisecond)
		t.Logf("\n%s", s.text())
		s.press(keys...)
	}
	step("called?", "!")
	step("! the name", "\x7f", enter)
	step("module path", enter)
	step("Which framework", down)
	step("arm and a leg", enter)
	step("features", down, " ", enter)
	step("service keep", down, enter)
	step("resource called", "order", enter)
	step("field of order", "buyer", enter)
	step("What is buyer", enter)
	step("What else", enter)
	step("fields of order", enter)
	step("order buyer", enter)
	step("Is this right", enter)
	t.Log(s.exit())
	t.Logf("\n%s", s.text())
}
