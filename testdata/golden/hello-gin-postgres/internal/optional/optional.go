// Package optional works with values that may be nil.
package optional

// Copy returns a pointer to a copy of the value, or nil.
func Copy[T any](value *T) *T {
	if value == nil {
		return nil
	}
	return new(*value)
}

// Map returns a pointer to what change makes of the value, or nil.
func Map[T any](value *T, change func(T) T) *T {
	if value == nil {
		return nil
	}
	return new(change(*value))
}

// Is says whether there is a value, and it is the one wanted.
func Is[T comparable](value *T, wanted T) bool {
	return value != nil && *value == wanted
}

// Value returns the value, or the zero one.
func Value[T any](value *T) T {
	if value == nil {
		var zero T
		return zero
	}
	return *value
}
