package rule

import (
	"cmp"
	"fmt"
)

// Min wants at least limit.
func Min[T cmp.Ordered](limit T) Rule[T] {
	return func(value T) string {
		if value < limit {
			return fmt.Sprintf("must be at least %v", limit)
		}
		return ""
	}
}

// Max wants at most limit.
func Max[T cmp.Ordered](limit T) Rule[T] {
	return func(value T) string {
		if value > limit {
			return fmt.Sprintf("must be at most %v", limit)
		}
		return ""
	}
}
