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

// Email returns the nth address.
func Email(n int) string { return fmt.Sprintf("someone-%d@example.com", n) }

// Number returns the nth number from least to most, and begins again after them.
func Number[T ~int32 | ~int64](n int, least, most T) T {
	count := int64(most) - int64(least) + 1
	if count <= 0 { // More than an int64 can count.
		return least + T(int64(n))
	}
	return least + T(int64(n)%count)
}

// Bool returns true for every second n.
func Bool(n int) bool { return n%2 == 0 }

// Time returns the nth time, to the microsecond.
func Time(n int) time.Time {
	return time.Date(2026, time.January, 1, 12, 30, 15, 123456000, time.UTC).Add(time.Duration(n) * time.Second)
}

// OneOf returns the nth of the choices, and begins again after them.
func OneOf[T any](n int, choices ...T) T { return choices[n%len(choices)] }

// Texts are texts that are easily mistaken.
func Texts() []string {
	return []string{"Zoë 🦆 日本語 e\u0301", "'; DROP TABLE \"x\"; --", `%_\ \n`, "\t\r\n\u2028", " ", strings.Repeat("ß", 255)}
}

// Emails are unusual addresses.
func Emails() []string {
	return []string{"zoë@пример.example", `"a b"@example.com`, "o'neil+tag@example.com"}
}

// Numbers are the ends of the 32-bit numbers, and those around zero.
func Numbers() []int32 { return []int32{0, -1, -2147483648, 2147483647} }

// Bools are both of them.
func Bools() []bool { return []bool{false, true} }

// Times are the first and the last that RFC 3339 knows, and some at other edges.
func Times() []time.Time {
	return []time.Time{
		time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1969, time.December, 31, 23, 59, 59, 999999000, time.UTC),
		time.Date(2026, time.March, 29, 1, 59, 59, 1000, time.UTC),
		time.Date(9999, time.December, 31, 23, 59, 59, 999999000, time.UTC),
	}
}
