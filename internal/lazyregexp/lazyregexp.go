// Package lazyregexp compiles regular expressions when they are first needed. Every
// newsvc process would otherwise compile all of them at its start, and use few.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that compiles the expression once. It panics where the
// expression is wrong, as regexp.MustCompile does.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
