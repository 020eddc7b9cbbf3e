package strictjson_test

import (
	"testing"

	"example.com/shop/internal/strictjson"
)

func TestInt64(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]int64{
		"0":                        0,
		"-0":                       0,
		"9007199254740993":         9007199254740993,
		"-9223372036854775808":     -9223372036854775808,
		"9223372036854775807":      9223372036854775807,
		"9.223372036854775807e18":  9223372036854775807,
		"922337203685477580700e-2": 9223372036854775807,
		"9223372036854775807.000":  9223372036854775807,
	} {
		if got, wrong := strictjson.Int64([]byte(value)); got != want || wrong != "" {
			t.Errorf("%s: got %d %q, want %d", value, got, wrong, want)
		}
	}
	for _, value := range []string{"9223372036854775808", "-9223372036854775809", "1e19", "0.5", "9007199254740993.5", "1e-1", `"1"`, "true", "[]"} {
		if got, wrong := strictjson.Int64([]byte(value)); wrong == "" {
			t.Errorf("%s: got %d", value, got)
		}
	}
}
