package resource

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain reports whether every shell leaves r unchanged within a word.
func plain(r rune) bool {
	if r < utf8.RuneSelf {
		return lower(r) || digit(r) || 'A' <= r && r <= 'Z' || strings.ContainsRune("_-.,:=+@/%", r)
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// escape encodes s for use in a field: each character that isn't plain, and %, becomes
// the %XX of its bytes.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if plain(r) && r != '%' {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// unescape is the inverse of escape. ok is false if a % isn't followed by two
// hexadecimal digits, or if the bytes aren't UTF-8.
func unescape(s string) (text string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) || hex(s[i+1]) < 0 || hex(s[i+2]) < 0 {
			return "", false
		}
		b.WriteByte(byte(hex(s[i+1])<<4 | hex(s[i+2])))
		i += 2
	}
	return b.String(), utf8.ValidString(b.String())
}

// hex returns the value of a hexadecimal digit, or -1.
func hex(c byte) int {
	if 'A' <= c && c <= 'F' {
		c += 'a' - 'A'
	}
	return strings.IndexByte("0123456789abcdef", c)
}

// escapeIn escapes a default of type t, so that its colons and what follows them
// aren't parsed as modifiers.
func escapeIn(t Type, s string) string {
	parts := strings.Split(s, ":")
	var b strings.Builder
	for i, part := range parts {
		switch {
		case i == 0:
		case colons(t) && !isModifier(escape(part)):
			b.WriteString(":")
		default:
			b.WriteString("%3A")
		}
		b.WriteString(escape(part))
	}
	return b.String()
}
