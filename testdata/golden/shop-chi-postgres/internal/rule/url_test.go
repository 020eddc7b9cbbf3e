package rule_test

import (
	"testing"

	"example.com/shop/internal/rule"
	"example.com/shop/internal/sample"
)

func TestURL(t *testing.T) {
	for _, value := range append(sample.URLs(), "http://a", "https://example.com:8443/a/b;c=1?d=%20e&f", "ftp://ann:secret@example.com/", "http://[::1]/", "s3://bucket/key#part") {
		if detail := rule.URL(value); detail != "" {
			t.Errorf("%q %s", value, detail)
		}
	}
	for _, value := range []string{
		"", " ", "example.com", "/path", "//example.com/", "?query", "https://", "https:///path", "https:example.com", "mailto:ann@example.com",
		"javascript:alert(1)", "1http://example.com", "http://exa mple.com/", "http://example.com/a b", " http://example.com", "http://example.com\n",
		"http://example.com/\x00", "http://example.com/%zz", "http://example.com/%4", "http://example.com:port/", "http://[::1/", "http://example.com/<script>",
		"http://пример.example/", `http://example.com/\`, "http://example.com/#a#b",
	} {
		if rule.URL(value) == "" {
			t.Errorf("%q is fine", value)
		}
	}
}
