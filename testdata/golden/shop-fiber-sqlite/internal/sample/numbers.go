package sample

// Numbers are the ends of the 32-bit numbers, and those around zero.
func Numbers() []int32 { return []int32{0, -1, -2147483648, 2147483647} }
