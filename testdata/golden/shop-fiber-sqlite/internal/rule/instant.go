package rule

import "time"

// Instant wants a time that RFC 3339 can say in UTC: in the years 0000 to 9999.
func Instant(value time.Time) string {
	if year := value.UTC().Year(); year < 0 || year > 9999 {
		return "must lie in the years 0000 to 9999 in UTC"
	}
	return ""
}
