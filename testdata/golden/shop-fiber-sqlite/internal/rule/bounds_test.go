package rule_test

import (
	"testing"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/rule"
)

func TestNumberRules(t *testing.T) {
	between := []rule.Rule[int32]{rule.Min[int32](-1), rule.Max[int32](1)}
	for value, want := range map[int32]int{-2147483648: 1, -2: 1, -1: 0, 0: 0, 1: 0, 2: 1, 2147483647: 1} {
		var found []failure.Violation
		rule.Check(&found, "n", value, between...)
		if len(found) != want {
			t.Errorf("%d: %v, want %d", value, found, want)
		}
	}
}
