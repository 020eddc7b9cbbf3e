package sample

// Bool returns true for every second n.
func Bool(n int) bool { return n%2 == 0 }

// Bools are both of them.
func Bools() []bool { return []bool{false, true} }
