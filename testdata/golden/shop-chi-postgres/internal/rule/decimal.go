package rule

import (
	"fmt"

	"example.com/shop/internal/decimal"
)

// Decimal wants a number in decimal notation with at most so many digits, scale of them
// after the point.
func Decimal(digits, scale int) Rule[decimal.Number] {
	return func(value decimal.Number) string {
		if value.Fits(digits, scale) {
			return ""
		}
		return fmt.Sprintf("must be a decimal number with at most %d digits before the point and %d after it", digits-scale, scale)
	}
}
