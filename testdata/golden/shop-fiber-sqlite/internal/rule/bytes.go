package rule

import "fmt"

// MaxBytes wants at most limit bytes of UTF-8.
func MaxBytes(limit int) Rule[string] {
	return func(value string) string {
		if len(value) > limit {
			return fmt.Sprintf("must have at most %d bytes", limit)
		}
		return ""
	}
}
