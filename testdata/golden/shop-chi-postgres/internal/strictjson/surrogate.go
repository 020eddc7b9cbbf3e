package strictjson

import (
	"strconv"
	"unicode/utf16"
)

// hasLoneSurrogate reports whether a valid JSON string escapes half of a
// surrogate pair alone, which stands for no character.
func hasLoneSurrogate(quoted []byte) bool {
	for i := 0; i < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		unit, escaped := escapedUnit(quoted[i:])
		if !escaped {
			i++ // past the escaped character, which may be a backslash
			continue
		}
		i += len(`u0000`)
		if !utf16.IsSurrogate(unit) {
			continue
		}
		next, escaped := escapedUnit(quoted[i+1:])
		if !escaped || utf16.DecodeRune(unit, next) == '\uFFFD' {
			return true
		}
		i += len(`\u0000`)
	}
	return false
}

// escapedUnit returns the UTF-16 code unit that text begins with as \uXXXX.
func escapedUnit(text []byte) (rune, bool) {
	if len(text) < len(`\u0000`) || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(unit), err == nil
}
