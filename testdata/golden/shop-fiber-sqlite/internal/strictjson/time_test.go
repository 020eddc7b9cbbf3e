package strictjson_test

import (
	"strings"
	"testing"

	"example.com/shop/internal/strictjson"
)

func TestTime(t *testing.T) {
	t.Parallel()
	for value, valid := range map[string]bool{
		`"2026-01-02T03:04:05Z"`:              true,
		`"2026-01-02t03:04:05.123456789z"`:    true,
		`"2026-01-02T03:04:05+23:59"`:         true,
		`"2026-01-02T3:04:05Z"`:               false,
		`"2026-01-02T03:04:05,5Z"`:            false,
		`"2026-02-30T03:04:05Z"`:              false,
		`"2026-01-02T03:04:05+24:00"`:         false,
		`"2026-01-02 03:04:05Z"`:              false,
		`"2026-01-02T03:04:05"`:               false,
		`1`:                                   false,
		`"` + strings.Repeat("0", 1000) + `"`: false,
	} {
		if _, wrong := strictjson.Time([]byte(value)); (wrong == "") != valid {
			t.Errorf("%s: got %q, want valid %t", value, wrong, valid)
		}
	}
}
