package strictjson_test

import (
	"testing"

	"example.com/shop/internal/strictjson"
)

func TestDate(t *testing.T) {
	t.Parallel()
	for value, valid := range map[string]bool{
		`"2024-02-29"`:           true,
		`"0001-01-01"`:           true,
		`"9999-12-31"`:           true,
		`"2026-02-29"`:           false,
		`"2026-1-02"`:            false,
		`"2026-01-02T00:00:00Z"`: false,
		`""`:                     false,
		`20260102`:               false,
		`["2026-01-02"]`:         false,
	} {
		if _, wrong := strictjson.Date([]byte(value)); (wrong == "") != valid {
			t.Errorf("%s: got %q, want valid %t", value, wrong, valid)
		}
	}
}
