package rule_test

import (
	"strings"
	"testing"

	"example.com/shop/internal/rawjson"
	"example.com/shop/internal/rule"
)

func TestJSON(t *testing.T) {
	for value, want := range map[rawjson.Value]bool{
		`{"a":null}`:                           true,
		`"12345678"`:                           true,
		`"123456789"`:                          false,
		`[`:                                    false,
		``:                                     false,
		` null `:                               false,
		rawjson.Value(strings.Repeat("1", 11)): false,
	} {
		if got := rule.JSON(10)(value) == ""; got != want {
			t.Errorf("%s: %t, want %t", value, got, want)
		}
	}
}
