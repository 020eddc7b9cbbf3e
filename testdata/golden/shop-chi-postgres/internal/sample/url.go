package sample

import (
	"fmt"
	"strings"
)

// URL returns the nth URL.
func URL(n int) string { return fmt.Sprintf("https://example.com/things/%d", n) }

// URLs are unusual URLs: compared as they are, each is another.
func URLs() []string {
	return []string{
		"HTTPS://EXAMPLE.COM", "https://example.com", "https://example.com/", "https://example.com:443/", "https://example.com/%7Ea",
		"https://example.com/~a?b=c&d=%C3%BC#e", "http://" + strings.Repeat("a.", 1020) + "b",
	}
}
