package rule_test

import (
	"testing"

	"example.com/shop/internal/rule"
)

func TestOneOf(t *testing.T) {
	for value, want := range map[string]bool{"new": true, "paid": true, "": false, "NEW": false, "new ": false} {
		if got := rule.OneOf("new", "paid")(value) == ""; got != want {
			t.Errorf("%q: %t, want %t", value, got, want)
		}
	}
}
