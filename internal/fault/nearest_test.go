package fault

import "testing"

func TestNearestIsTheWordThatWasMeant(t *testing.T) {
	words := []string{"string", "email", "int", "enum", "time", "date"}
	cases := map[string]struct{ typed, want string }{
		"two letters swapped":            {"emial", "email"},
		"a letter missing":               {"sting", "string"},
		"a letter too many":              {"inte", "int"},
		"another case":                   {"Email", "email"},
		"the word itself":                {"time", "time"},
		"nothing near":                   {"vegetable", ""},
		"nothing typed":                  {"", ""},
		"a short word isn't any other":   {"xyz", ""},
		"far longer than any word is no": {string(make([]byte, 1<<20)), ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Nearest(c.typed, words); got != c.want {
				t.Errorf("Nearest(%.20q) = %q, want %q", c.typed, got, c.want)
			}
		})
	}
}
