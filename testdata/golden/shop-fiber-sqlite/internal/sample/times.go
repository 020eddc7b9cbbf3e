package sample

import "time"

// Times are the first and the last that RFC 3339 knows, and some at other edges.
func Times() []time.Time {
	return []time.Time{
		time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1969, time.December, 31, 23, 59, 59, 999999000, time.UTC),
		time.Date(2026, time.March, 29, 1, 59, 59, 1000, time.UTC),
		time.Date(9999, time.December, 31, 23, 59, 59, 999999000, time.UTC),
	}
}
