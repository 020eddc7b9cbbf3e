package sample

// OneOf returns the nth of the choices, and begins again after them.
func OneOf[T any](n int, choices ...T) T { return choices[n%len(choices)] }
