package rule_test

import (
	"testing"

	"example.com/shop/internal/decimal"
	"example.com/shop/internal/rule"
)

func TestDecimal(t *testing.T) {
	price := rule.Decimal(5, 2)
	for value, want := range map[decimal.Number]bool{"999.99": true, "-1.5": true, "1000": false, "0.001": false, "": false, "one": false} {
		if got := price(value) == ""; got != want {
			t.Errorf("%q: %t, want %t", value, got, want)
		}
	}
}
