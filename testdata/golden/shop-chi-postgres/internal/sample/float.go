package sample

import "math"

// Float returns the nth number from least to most.
func Float(n int, least, most float64) float64 {
	from, to := max(least, min(0, most)), most
	if from == most {
		to = least
	}
	reach := max(1, math.Abs(from)) // so far that no two numbers are rounded to one
	return from + max(-reach, min(reach, to-from))*float64(n)/float64(n+1)
}

// Floats are the ends of the 64-bit numbers, and those that a decimal notation or a
// smaller type takes for others.
func Floats() []float64 {
	return []float64{0, 0.1, -0.1, 1.0 / 3, 1 << 53, 1e21, -1e-7, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
}
