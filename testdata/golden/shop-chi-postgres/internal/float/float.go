// Package float holds the form in which every store keeps floating-point numbers.
package float

// Of returns the number, but 0 for -0: not every store keeps the sign.
func Of(number float64) float64 {
	if number == 0 {
		return 0
	}
	return number
}
