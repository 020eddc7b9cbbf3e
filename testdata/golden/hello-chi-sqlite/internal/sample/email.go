package sample

import "fmt"

// Email returns the nth address.
func Email(n int) string { return fmt.Sprintf("someone-%d@example.com", n) }

// Emails are unusual addresses.
func Emails() []string {
	return []string{"zoë@пример.example", `"a b"@example.com`, "o'neil+tag@example.com"}
}
