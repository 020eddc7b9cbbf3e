// Package rule checks values. A rule returns what is wrong with a value, in a
// client's words, or nothing.
package rule

import (
	"cmp"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/hello/internal/failure"
)

// Rule returns what is wrong with a value, and "" when nothing is.
type Rule[T any] func(T) string

// Check adds what the first broken rule says of a field's value to found.
func Check[T any](found *[]failure.Violation, field string, value T, rules ...Rule[T]) {
	for _, broken := range rules {
		if detail := broken(value); detail != "" {
			*found = append(*found, failure.Violation{Field: field, Detail: detail})
			return
		}
	}
}

// CheckOptional is Check for a field that may be nil; then no rule applies.
func CheckOptional[T any](found *[]failure.Violation, field string, value *T, rules ...Rule[T]) {
	if value != nil {
		Check(found, field, *value, rules...)
	}
}

// Text wants UTF-8 without U+0000.
func Text(value string) string {
	if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		return "must be valid UTF-8 without U+0000"
	}
	return ""
}

// NotBlank wants more than white space.
func NotBlank(value string) string {
	if strings.TrimSpace(value) == "" {
		return "must not be blank"
	}
	return ""
}

// MaxLength wants at most limit characters.
func MaxLength(limit int) Rule[string] {
	return func(value string) string {
		if utf8.RuneCountInString(value) > limit {
			return fmt.Sprintf("must have at most %d characters", limit)
		}
		return ""
	}
}

// MaxBytes wants at most limit bytes of UTF-8.
func MaxBytes(limit int) Rule[string] {
	return func(value string) string {
		if len(value) > limit {
			return fmt.Sprintf("must have at most %d bytes", limit)
		}
		return ""
	}
}

// Email wants a bare addr-spec of RFC 5322: no name, no comment, no white space around it.
func Email(value string) string {
	address, err := mail.ParseAddress("<" + value + ">")
	if err != nil {
		return "must be an email address"
	}
	quoted := strings.HasPrefix(value, `"`)
	if !quoted && address.Address != value {
		return "must be an email address"
	}
	if domain := address.Address[strings.LastIndexByte(address.Address, '@'):]; !strings.HasSuffix(value, domain) {
		return "must be an email address"
	}
	return ""
}

// Min wants at least limit.
func Min[T cmp.Ordered](limit T) Rule[T] {
	return func(value T) string {
		if value < limit {
			return fmt.Sprintf("must be at least %v", limit)
		}
		return ""
	}
}

// Max wants at most limit.
func Max[T cmp.Ordered](limit T) Rule[T] {
	return func(value T) string {
		if value > limit {
			return fmt.Sprintf("must be at most %v", limit)
		}
		return ""
	}
}

// OneOf wants one of the choices.
func OneOf[T ~string](choices ...T) Rule[T] {
	return func(value T) string {
		if slices.Contains(choices, value) {
			return ""
		}
		words := make([]string, len(choices))
		for i, choice := range choices {
			words[i] = string(choice)
		}
		return "must be one of " + strings.Join(words, ", ")
	}
}

// Instant wants a time that RFC 3339 can say in UTC: in the years 0000 to 9999.
func Instant(value time.Time) string {
	if year := value.UTC().Year(); year < 0 || year > 9999 {
		return "must lie in the years 0000 to 9999 in UTC"
	}
	return ""
}
