// Package decimal holds numbers of which no digit is lost.
package decimal

import (
	"regexp"
	"strings"
)

// Number is an exact number in decimal notation: "-12.50". Its form is the one that is
// sent and stored; to calculate, give it to SetString of big.Rat.
type Number string

var notation = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// Fits reports whether the number is in decimal notation, and has no more digits than
// there are: all of them, and scale of them after the point.
func (n Number) Fits(digits, scale int) bool {
	if !notation.MatchString(string(n)) {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(string(n), "-"), ".")
	return len(fraction) <= scale && (whole == "0" || len(whole) <= digits-scale)
}

// ToScale returns a function that gives a number exactly scale digits after the point,
// and zero no sign: equal numbers are then equal strings. It leaves what doesn't fit
// as it is.
func ToScale(scale int) func(Number) Number {
	return func(n Number) Number {
		whole, fraction, _ := strings.Cut(string(n), ".")
		if !notation.MatchString(string(n)) || len(fraction) > scale {
			return n
		}
		if strings.Trim(string(n), "-0.") == "" {
			whole = "0"
		}
		if scale == 0 {
			return Number(whole)
		}
		return Number(whole + "." + fraction + strings.Repeat("0", scale-len(fraction)))
	}
}
