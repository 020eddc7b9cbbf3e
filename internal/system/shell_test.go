package system

import "testing"

func TestQuote(t *testing.T) {
	cases := map[string]struct{ system, arg, want string }{
		"a plain word":                      {"linux", "github.com/acme/shop", "github.com/acme/shop"},
		"nothing":                           {"linux", "", "''"},
		"a resource":                        {"linux", "user email:email:unique", "'user email:email:unique'"},
		"a quote":                           {"darwin", "it's", `'it'\''s'`},
		"a dollar":                          {"linux", "$HOME", "'$HOME'"},
		"an equals sign that zsh would use": {"darwin", "=ls", "'=ls'"},
		"a tilde":                           {"linux", "~/x", "'~/x'"},
		"Windows, a path":                   {"windows", `C:\go\x`, `C:\go\x`},
		"Windows, spaces":                   {"windows", `a b`, `"a b"`},
		"Windows, a list":                   {"windows", "a,b", `"a,b"`},
		"Windows, a quote":                  {"windows", `a "b"`, `"a \"b\""`},
		"Windows, backslashes at the end":   {"windows", `a b\`, `"a b\\"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Quote(c.system, c.arg); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
