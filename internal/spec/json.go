package spec

import (
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/lazyregexp"
)

// escapes matches the escapes in a JSON string: surrogate pairs and others.
var escapes = lazyregexp.New(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\.`)

// joinPairs replaces surrogate pairs of \u escapes with the characters. Everything
// else in JSON is valid YAML. Other data stays unchanged.
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
