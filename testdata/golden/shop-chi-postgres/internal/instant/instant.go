// Package instant holds the form in which every store keeps times.
package instant

import "time"

// Of returns the time in UTC, cut to the microsecond.
func Of(at time.Time) time.Time {
	return at.UTC().Truncate(time.Microsecond)
}
