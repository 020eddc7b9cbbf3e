package rule

import (
	"slices"
	"strings"
)

// OneOf wants one of the choices.
func OneOf[T ~string](choices ...T) Rule[T] {
	return func(value T) string {
		if slices.Contains(choices, value) {
			return ""
		}
		words := make([]string, len(choices))
		for i, choice := range choices {
			words[i] = string(choice)
		}
		return "must be one of " + strings.Join(words, ", ")
	}
}
