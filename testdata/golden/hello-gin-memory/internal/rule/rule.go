// Package rule checks values. A rule returns what is wrong with a value, in a
// client's words, or nothing.
package rule

import (
	"fmt"
	"strings"
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
