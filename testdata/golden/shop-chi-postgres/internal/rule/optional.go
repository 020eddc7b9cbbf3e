package rule

import "example.com/shop/internal/failure"

// CheckOptional is Check for a field that may be nil; then no rule applies.
func CheckOptional[T any](found *[]failure.Violation, field string, value *T, rules ...Rule[T]) {
	if value != nil {
		Check(found, field, *value, rules...)
	}
}
