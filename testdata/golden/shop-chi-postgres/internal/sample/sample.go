// Package sample makes values to test with.
package sample

import (
	"fmt"
	"strings"
	"time"
)

// Text returns the nth text, of at most limit characters.
func Text(n, limit int) string {
	text := fmt.Sprintf("text %d", n)
	return text[max(0, len(text)-limit):]
}

// Time returns the nth time, to the microsecond.
func Time(n int) time.Time {
	return time.Date(2026, time.January, 1, 12, 30, 15, 123456000, time.UTC).Add(time.Duration(n) * time.Second)
}

// Texts are texts that are easily mistaken.
func Texts() []string {
	return []string{"Zoë 🦆 日本語 e\u0301", "'; DROP TABLE \"x\"; --", `%_\ \n`, "\t\r\n\u2028", " ", strings.Repeat("ß", 255)}
}
