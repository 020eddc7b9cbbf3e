package sample

// Number returns the nth number from least to most, and begins again after them.
func Number[T ~int32 | ~int64](n int, least, most T) T {
	count := int64(most) - int64(least) + 1
	if count <= 0 { // More than an int64 can count.
		return least + T(int64(n))
	}
	return least + T(int64(n)%count)
}
