package rule_test

import (
	"testing"

	"example.com/shop/internal/rule"
)

func TestMaxBytes(t *testing.T) {
	for value, want := range map[string]bool{"": true, "ab": true, "ß": true, "ßß": false, "abc": false} {
		if got := rule.MaxBytes(2)(value) == ""; got != want {
			t.Errorf("%q: %t, want %t", value, got, want)
		}
	}
}
