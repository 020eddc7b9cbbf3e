package sample

import (
	"strconv"
	"strings"

	"example.com/shop/internal/decimal"
)

// Decimal returns the nth number of so many digits, and begins again after them.
func Decimal(n, digits, scale int) decimal.Number {
	text := strconv.Itoa(n)
	return withPoint(text[max(0, len(text)-digits):], scale)
}

// Decimals are the numbers around zero, and the ends of those with so many digits.
func Decimals(digits, scale int) []decimal.Number {
	one, nines := withPoint("1", scale), withPoint(strings.Repeat("9", digits), scale)
	return []decimal.Number{withPoint("0", scale), one, "-" + one, nines, "-" + nines}
}

// withPoint puts the point before the last scale digits.
func withPoint(digits string, scale int) decimal.Number {
	digits = strings.Repeat("0", max(0, scale+1-len(digits))) + digits
	whole, fraction := digits[:len(digits)-scale], digits[len(digits)-scale:]
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	return decimal.ToScale(scale)(decimal.Number(strings.TrimSuffix(whole+"."+fraction, ".")))
}
