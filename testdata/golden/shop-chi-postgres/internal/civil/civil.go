// Package civil holds dates as on a calendar, which are in no time zone.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar. The zero value is none.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Of returns the day of a time, in the time's zone.
func Of(at time.Time) Date {
	year, month, day := at.Date()
	return Date{year, month, day}
}

// Parse returns the date that text is in RFC 3339, such as 2006-01-02.
func Parse(text string) (Date, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("%q isn't a date", text)
	}
	return Of(at), nil
}

// MustParse is Parse for text that is known to be a date. It panics when it's none.
func MustParse(text string) Date {
	date, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return date
}

// Valid reports whether there is such a day in the years 1 to 9999.
func (d Date) Valid() bool {
	return 1 <= d.Year && d.Year <= 9999 && Of(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)) == d
}

// String returns the date as in RFC 3339: 2006-01-02.
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText is String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Value is String, for databases.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads what a database has stored: a date, or its text.
func (d *Date) Scan(stored any) (err error) {
	switch stored := stored.(type) {
	case time.Time:
		*d = Of(stored)
	case string:
		*d, err = Parse(stored)
	default:
		err = fmt.Errorf("a %T isn't a date", stored)
	}
	return err
}
