package strictjson_test

import (
	"testing"

	"example.com/shop/internal/strictjson"
)

func TestInt32(t *testing.T) {
	t.Parallel()
	const tooBig = "must be a whole number from -2147483648 to 2147483647"
	cases := map[string]struct {
		value string
		want  int32
		wrong string
	}{
		"zero":                        {"0", 0, ""},
		"minus zero":                  {"-0.0e7", 0, ""},
		"the least":                   {"-2147483648", -2147483648, ""},
		"the greatest":                {"2147483647", 2147483647, ""},
		"a fraction of zeros":         {"1.00", 1, ""},
		"an exponent":                 {"12e2", 1200, ""},
		"an exponent that takes away": {"1200E-2", 12, ""},
		"a fraction that is shifted":  {"1.25e+2", 125, ""},
		"one too many":                {"2147483648", 0, tooBig},
		"a fraction":                  {"0.5", 0, tooBig},
		"a huge exponent":             {"1e999999999", 0, tooBig},
		"an exponent beyond all":      {"1e99999999999999999999", 0, tooBig},
		"a string":                    {`"1"`, 0, tooBig},
		"true":                        {`true`, 0, tooBig},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, wrong := strictjson.Int32([]byte(tc.value)); got != tc.want || wrong != tc.wrong {
				t.Errorf("got %d %q, want %d %q", got, wrong, tc.want, tc.wrong)
			}
		})
	}
}
