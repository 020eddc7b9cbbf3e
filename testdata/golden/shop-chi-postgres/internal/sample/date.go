package sample

import (
	"time"

	"example.com/shop/internal/civil"
)

// Date returns the nth date.
func Date(n int) civil.Date {
	return civil.Of(time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n))
}

// Dates are the first and the last, a leap day, and days beside one.
func Dates() []civil.Date {
	return []civil.Date{
		{Year: 1, Month: time.January, Day: 1},
		{Year: 1582, Month: time.October, Day: 10},
		{Year: 1900, Month: time.February, Day: 28},
		{Year: 2024, Month: time.February, Day: 29},
		{Year: 9999, Month: time.December, Day: 31},
	}
}
