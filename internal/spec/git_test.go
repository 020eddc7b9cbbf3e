package spec

import "testing"

func TestCheckBranch(t *testing.T) {
	for s, valid := range map[string]bool{
		"main": true, "trunk": true, "release/2026.1": true, "2026": true, "2.x": true, "Main_2": true, "dev#1": true, "größe": true, "ada@work": true, "a+b": false, "a\xff": false,
		"": false, "-x": false, "a b": false, "a..b": false, "/a": false, "a/": false, "a//b": false, "a.lock": false,
		".a": false, "a/.b": false, "a*": false, "a\nb": false, "a]": false, "@{u}": false,
	} {
		if err := CheckBranch(s); (err == nil) != valid {
			t.Errorf("%q: %v, want valid %t", s, err, valid)
		}
	}
}

func TestCheckFolder(t *testing.T) {
	for s, valid := range map[string]bool{
		".": true, "services/shop": true, "my services/shop-2": true, "dienste/größe": true,
		"": false, "/services": false, "../shop": false, "..": false, "a/../b": false, "a/": false, "./a": false,
		"a*": false, "[a]": false, "!a": false, "a\nb": false, `a\b`: false, "${{ x }}": false, `a"b`: false,
	} {
		if err := CheckFolder(s); (err == nil) != valid {
			t.Errorf("%q: %v, want valid %t", s, err, valid)
		}
	}
}
