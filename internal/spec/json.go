package spec

import (
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/lazyregexp"
)

// escapes finds each escape of a JSON string: one of the two halves of a
// character beyond 16 bits, or any other.
var escapes = lazyregexp.New(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\.`)

// joinPairs writes out the characters that JSON spells as two \u escapes: all
// else in JSON is YAML, these aren't. What isn't JSON stays as it is.
func joinPairs(data []byte) []byte {
	if !json.Valid(data) {
		return data
	}
	return escapes().ReplaceAllFunc(data, func(escape []byte) []byte {
		if len(escape) != len(`\ud83d\ude00`) {
			return escape
		}
		high, _ := strconv.ParseUint(string(escape[2:6]), 16, 16)
		low, _ := strconv.ParseUint(string(escape[8:]), 16, 16)
		return utf8.AppendRune(nil, utf16.DecodeRune(rune(high), rune(low)))
	})
}
