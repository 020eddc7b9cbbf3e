package strictjson

import (
	"strconv"
	"strings"
)

// wholeNumber returns the value of a JSON number that is whole and has 64 bits, and
// false for every other JSON value. It works on the digits: 1e999999999 costs no more than 1.
func wholeNumber(number string) (int64, bool) {
	mantissa, exponentText, _ := strings.Cut(strings.ToLower(number), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	negative := strings.HasPrefix(whole, "-")
	digits := strings.TrimPrefix(whole, "-") + fraction
	significant := strings.TrimRight(digits, "0")
	if strings.Trim(significant, "0") == "" {
		return 0, true
	}
	exponent := 0
	if exponentText != "" {
		parsed, err := strconv.Atoi(exponentText)
		if err != nil {
			return 0, false
		}
		exponent = parsed
	}
	zeros := exponent - len(fraction) + len(digits) - len(significant)
	significant = strings.TrimLeft(significant, "0")
	const longest = len("9223372036854775807")
	if zeros < 0 || zeros > longest || len(significant)+zeros > longest {
		return 0, false
	}
	if negative {
		significant = "-" + significant
	}
	value, err := strconv.ParseInt(significant+strings.Repeat("0", zeros), 10, 64)
	return value, err == nil
}
