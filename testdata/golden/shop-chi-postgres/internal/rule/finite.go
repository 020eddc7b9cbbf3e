package rule

import "math"

// Finite wants a number that is neither infinite nor none at all: JSON can't say those.
func Finite(value float64) string {
	if math.IsInf(value, 0) || math.IsNaN(value) {
		return "must be a finite number"
	}
	return ""
}
