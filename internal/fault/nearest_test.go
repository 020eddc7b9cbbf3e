package fault

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"string", "email", "int", "enum", "time", "date"}
	cases := map[string]struct{ typed, want string }{
		"two letters swapped":             {"emial", "email"},
		"a letter missing":                {"sting", "string"},
		"an extra letter":                 {"inte", "int"},
		"another case":                    {"Email", "email"},
		"the word itself":                 {"time", "time"},
		"no similar word":                 {"vegetable", ""},
		"an empty string":                 {"", ""},
		"a short word with other letters": {"xyz", ""},
		"a very long word":                {string(make([]byte, 1<<20)), ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Nearest(c.typed, words); got != c.want {
				t.Errorf("Nearest(%.20q) = %q, want %q", c.typed, got, c.want)
			}
		})
	}
}
