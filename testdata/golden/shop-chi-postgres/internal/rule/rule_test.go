package rule_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/rule"
)

func TestTextRules(t *testing.T) {
	for name, test := range map[string]struct {
		rule  rule.Rule[string]
		keeps []string
		broke []string
	}{
		"text is UTF-8 without U+0000":      {rule.Text, []string{"", "Zoë 🦆"}, []string{"a\x00b", "\xff"}},
		"blank is white space alone":        {rule.NotBlank, []string{"a", " a "}, []string{"", " ", "\t\n\u00a0"}},
		"length is counted in characters":   {rule.MaxLength(2), []string{"", "ßß"}, []string{"abc"}},
		"bytes are counted in UTF-8":        {rule.MaxBytes(2), []string{"ab", "ß"}, []string{"ßß"}},
		"one of the choices, as it is said": {rule.OneOf("new", "paid"), []string{"new", "paid"}, []string{"", "NEW", "new "}},
		"an email is a bare addr-spec": {
			rule.Email,
			[]string{"a@b", "o'neil+x@example.com", `"a b"@example.com`, "a@[127.0.0.1]", "zoë@пример.example"},
			[]string{"", "a", "@b", "a@", "Bob <a@b>", "<a@b>", " a@b", "a@b ", "a@b, c@d", "a@b (home)", "a@@b", "a b@c", "a@b\n", "a@b>,<c@d"},
		},
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

func TestNumberRules(t *testing.T) {
	between := []rule.Rule[int32]{rule.Min[int32](-1), rule.Max[int32](1)}
	for value, want := range map[int32]int{-2147483648: 1, -2: 1, -1: 0, 0: 0, 1: 0, 2: 1, 2147483647: 1} {
		var found []failure.Violation
		rule.Check(&found, "n", value, between...)
		if len(found) != want {
			t.Errorf("%d: %v, want %d", value, found, want)
		}
	}
}

func TestInstant(t *testing.T) {
	east := time.FixedZone("east", 3600)
	for at, want := range map[time.Time]bool{
		time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC):          true,
		time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC):  true,
		time.Date(0, time.January, 1, 0, 59, 59, 0, east):            false,
		time.Date(10000, time.January, 1, 0, 59, 59, 0, east):        true,
		time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC):      false,
		time.Date(-1, time.December, 31, 23, 59, 59, 0, time.UTC):    false,
		time.Date(2026, time.February, 28, 12, 0, 0, 1000, time.UTC): true,
	} {
		if got := rule.Instant(at) == ""; got != want {
			t.Errorf("%s: %t, want %t", at, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	var found []failure.Violation
	blank := " "
	rule.Check(&found, "a", strings.Repeat(" ", 3), rule.NotBlank, rule.MaxLength(2))
	rule.CheckOptional(&found, "b", nil, rule.NotBlank)
	rule.CheckOptional(&found, "c", &blank, rule.NotBlank)
	rule.Check(&found, "d", "fine", rule.NotBlank)
	want := []failure.Violation{
		{Field: "a", Detail: "must not be blank"},
		{Field: "c", Detail: "must not be blank"},
	}
	if !slices.Equal(found, want) {
		t.Errorf("got %v, want %v: the first broken rule of a field", found, want)
	}
}
