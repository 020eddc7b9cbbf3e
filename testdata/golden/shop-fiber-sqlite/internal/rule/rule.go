// Package rule has the rules that fields of all resources share. Each returns what is
// wrong with the value, or an empty string if nothing is.
package rule

import (
	"cmp"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NotBlank rejects text that is empty or only white space, as ECMA-262 and so the
// pattern in openapi.yaml define it.
func NotBlank(s string) string {
	space := func(r rune) bool { return r == '\ufeff' || r != '\u0085' && unicode.IsSpace(r) }
	if strings.TrimFunc(s, space) == "" {
		return "must not be blank"
	}
	return ""
}

// Text rejects more than limit characters, invalid UTF-8 and U+0000, which databases
// can't store.
func Text(s string, limit int) string {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "must be valid UTF-8 without U+0000"
	}
	if utf8.RuneCountInString(s) > limit {
		return fmt.Sprintf("must have at most %d characters", limit)
	}
	return ""
}

// LongText rejects what Text does, and more than 64 KiB.
func LongText(s string, limit int) string {
	if len(s) > 64<<10 {
		return "must have at most 65536 bytes"
	}
	return Text(s, limit)
}

// Email rejects everything but a bare ASCII address (RFC 5322, addr-spec).
func Email(s string) string {
	address, err := mail.ParseAddress("<" + s + ">")
	notASCII := func(r rune) bool { return r > unicode.MaxASCII }
	if s != "" && (err != nil || address.String() != "<"+s+">" || len(s) > 254 || strings.ContainsFunc(s, notASCII)) {
		return "must be an email address"
	}
	return "" // NotBlank rejects an empty address.
}

// Min rejects less than the minimum.
func Min[T cmp.Ordered](value, minimum T) string {
	if value < minimum {
		return fmt.Sprintf("must be at least %v", minimum)
	}
	return ""
}

// Max rejects more than the maximum.
func Max[T cmp.Ordered](value, maximum T) string {
	if value > maximum {
		return fmt.Sprintf("must be at most %v", maximum)
	}
	return ""
}

// OneOf rejects all but the given values.
func OneOf[T ~string](value T, values ...T) string {
	if !slices.Contains(values, value) {
		return fmt.Sprintf("must be one of %q", values)
	}
	return ""
}
