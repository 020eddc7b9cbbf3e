package strictjson_test

import (
	"math"
	"testing"

	"example.com/shop/internal/strictjson"
)

func TestFloat64(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]float64{
		"0":                        0,
		"-0.0":                     0,
		"0.1":                      0.1,
		"-1e-7":                    -1e-7,
		"1E+2":                     100,
		"1.7976931348623157e308":   math.MaxFloat64,
		"5e-324":                   math.SmallestNonzeroFloat64,
		"1e-400":                   0,
		"9007199254740993":         9007199254740992,
		"0.1000000000000000055511": 0.1,
	} {
		if got, wrong := strictjson.Float64([]byte(value)); got != want || wrong != "" {
			t.Errorf("%s: got %v %q, want %v", value, got, wrong, want)
		}
	}
	for _, value := range []string{"1e400", "-1e400", "1.8e308", "1e99999999999999999999", `"1"`, `"NaN"`, "true", "[]", "{}"} {
		if got, wrong := strictjson.Float64([]byte(value)); wrong == "" {
			t.Errorf("%s: got %v", value, got)
		}
	}
}
