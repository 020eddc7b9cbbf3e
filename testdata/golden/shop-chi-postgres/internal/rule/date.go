package rule

import "example.com/shop/internal/civil"

// Date wants a day that there is, in the years 1 to 9999.
func Date(value civil.Date) string {
	if !value.Valid() {
		return "must be a day in the years 0001 to 9999"
	}
	return ""
}
