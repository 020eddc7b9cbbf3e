package rule_test

import (
	"testing"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/rule"
)

func TestCheckOptional(t *testing.T) {
	var found []failure.Violation
	blank := " "
	rule.CheckOptional(&found, "a", nil, rule.NotBlank)
	if len(found) > 0 {
		t.Errorf("got %v, want no rule for what is nil", found)
	}
	rule.CheckOptional(&found, "b", &blank, rule.NotBlank)
	if len(found) != 1 || found[0] != (failure.Violation{Field: "b", Detail: "must not be blank"}) {
		t.Errorf("got %v, want what the rule says", found)
	}
}
