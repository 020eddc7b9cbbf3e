package rule_test

import (
	"slices"
	"strings"
	"testing"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/rule"
)

func TestTextRules(t *testing.T) {
	for name, test := range map[string]struct {
		rule  rule.Rule[string]
		keeps []string
		broke []string
	}{
		"text is UTF-8 without U+0000":    {rule.Text, []string{"", "Zoë 🦆"}, []string{"a\x00b", "\xff"}},
		"blank is white space alone":      {rule.NotBlank, []string{"a", " a "}, []string{"", " ", "\t\n\u00a0"}},
		"length is counted in characters": {rule.MaxLength(2), []string{"", "ßß"}, []string{"abc"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, value := range test.keeps {
				if detail := test.rule(value); detail != "" {
					t.Errorf("%q %s", value, detail)
				}
			}
			for _, value := range test.broke {
				if test.rule(value) == "" {
					t.Errorf("%q is fine", value)
				}
			}
		})
	}
}

func TestCheck(t *testing.T) {
	var found []failure.Violation
	rule.Check(&found, "a", strings.Repeat(" ", 3), rule.NotBlank, rule.MaxLength(2))
	rule.Check(&found, "b", "fine", rule.NotBlank)
	rule.Check(&found, "c", "abc", rule.NotBlank, rule.MaxLength(2))
	want := []failure.Violation{
		{Field: "a", Detail: "must not be blank"},
		{Field: "c", Detail: "must have at most 2 characters"},
	}
	if !slices.Equal(found, want) {
		t.Errorf("got %v, want %v: the first broken rule of a field", found, want)
	}
}
