package civil_test

import (
	"testing"
	"time"

	"example.com/shop/internal/civil"
	"example.com/shop/internal/sample"
)

func TestParse(t *testing.T) {
	for _, date := range append(sample.Dates(), sample.Date(1)) {
		got, err := civil.Parse(date.String())
		if err != nil || got != date || !got.Valid() {
			t.Errorf("%s: got %s, %v", date, got, err)
		}
	}
	for _, text := range []string{"", "2026-02-29", "2026-1-2", "2026-13-01", "26-01-02", "10000-01-01", "2026-01-02T00:00:00Z", " 2026-01-02", "02.01.2026", "20260102"} {
		if got, err := civil.Parse(text); err == nil {
			t.Errorf("%q: got %s", text, got)
		}
	}
}

func TestValid(t *testing.T) {
	for date, want := range map[civil.Date]bool{
		{Year: 2024, Month: time.February, Day: 29}: true,
		{Year: 2026, Month: time.February, Day: 29}: false,
		{Year: 2026, Month: 13, Day: 1}:             false,
		{Year: 0, Month: time.December, Day: 31}:    false,
		{Year: 10000, Month: time.January, Day: 1}:  false,
		{}: false,
	} {
		if got := date.Valid(); got != want {
			t.Errorf("%s: %t, want %t", date, got, want)
		}
	}
}

func TestScan(t *testing.T) {
	want := civil.MustParse("2026-03-01")
	for _, stored := range []any{"2026-03-01", time.Date(2026, time.March, 1, 0, 0, 0, 0, time.FixedZone("west", -3600))} {
		var got civil.Date
		if err := got.Scan(stored); err != nil || got != want {
			t.Errorf("%v: got %s, %v", stored, got, err)
		}
	}
	for _, stored := range []any{"tomorrow", 1, nil} {
		if err := new(civil.Date).Scan(stored); err == nil {
			t.Errorf("%v is a date", stored)
		}
	}
}
