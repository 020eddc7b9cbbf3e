package rule_test

import (
	"testing"

	"example.com/hello/internal/rule"
)

func TestEmail(t *testing.T) {
	for _, value := range []string{"a@b", "o'neil+x@example.com", `"a b"@example.com`, "a@[127.0.0.1]", "zoë@пример.example"} {
		if detail := rule.Email(value); detail != "" {
			t.Errorf("%q %s", value, detail)
		}
	}
	for _, value := range []string{"", "a", "@b", "a@", "Bob <a@b>", "<a@b>", " a@b", "a@b ", "a@b, c@d", "a@b (home)", "a@@b", "a b@c", "a@b\n", "a@b>,<c@d"} {
		if rule.Email(value) == "" {
			t.Errorf("%q is fine", value)
		}
	}
}
