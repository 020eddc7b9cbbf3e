package sample

// BigNumbers are the ends of the 64-bit numbers, and those that a float takes for
// others.
func BigNumbers() []int64 {
	return []int64{0, -1, 1<<53 + 1, -1<<53 - 1, -9223372036854775808, 9223372036854775807, 9223372036854775806}
}
