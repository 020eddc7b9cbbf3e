package rule_test

import (
	"testing"
	"time"

	"example.com/shop/internal/rule"
)

func TestInstant(t *testing.T) {
	east := time.FixedZone("east", 3600)
	for at, want := range map[time.Time]bool{
		time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC):          true,
		time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC):  true,
		time.Date(0, time.January, 1, 0, 59, 59, 0, east):            false,
		time.Date(10000, time.January, 1, 0, 59, 59, 0, east):        true,
		time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC):      false,
		time.Date(-1, time.December, 31, 23, 59, 59, 0, time.UTC):    false,
		time.Date(2026, time.February, 28, 12, 0, 0, 1000, time.UTC): true,
	} {
		if got := rule.Instant(at) == ""; got != want {
			t.Errorf("%s: %t, want %t", at, got, want)
		}
	}
}
