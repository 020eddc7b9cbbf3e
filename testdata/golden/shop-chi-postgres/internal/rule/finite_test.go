package rule_test

import (
	"math"
	"testing"

	"example.com/shop/internal/rule"
	"example.com/shop/internal/sample"
)

func TestFinite(t *testing.T) {
	for _, value := range sample.Floats() {
		if detail := rule.Finite(value); detail != "" {
			t.Errorf("%v %s", value, detail)
		}
	}
	for _, value := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
		if rule.Finite(value) == "" {
			t.Errorf("%v is fine", value)
		}
	}
}
