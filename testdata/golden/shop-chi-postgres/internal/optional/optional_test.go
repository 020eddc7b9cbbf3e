package optional_test

import (
	"strings"
	"testing"

	"example.com/shop/internal/optional"
)

func TestOptional(t *testing.T) {
	value := "a"
	kept := optional.Copy(&value)
	if kept == &value || *kept != "a" {
		t.Errorf("%p of %p isn't a copy", kept, &value)
	}
	if !optional.Is(&value, "a") || optional.Is(&value, "b") || optional.Value(&value) != "a" {
		t.Error("a value isn't what it is")
	}
	if changed := optional.Map(&value, strings.ToUpper); *changed != "A" || value != "a" || optional.Map(nil, strings.ToUpper) != nil {
		t.Errorf("changed into %v, from %q", changed, value)
	}
	if optional.Copy[string](nil) != nil || optional.Is(nil, "") || optional.Value[string](nil) != "" {
		t.Error("nothing is something")
	}
}
