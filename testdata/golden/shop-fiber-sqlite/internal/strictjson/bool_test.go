package strictjson_test

import (
	"testing"

	"example.com/shop/internal/strictjson"
)

func TestBool(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{"true": true, "false": false} {
		if got, wrong := strictjson.Bool([]byte(value)); got != want || wrong != "" {
			t.Errorf("%s: got %t %q", value, got, wrong)
		}
	}
	for _, value := range []string{`"true"`, "1", "0", "[]", "{}"} {
		if _, wrong := strictjson.Bool([]byte(value)); wrong == "" {
			t.Errorf("%s is fine", value)
		}
	}
}
