package pack

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestMove_Target(t *testing.T) {
	cases := map[string]struct {
		move Move
		file string
		want string // empty: it doesn't move
	}{
		"a file":                              {Move{"a/b.go", "c/d.go"}, "a/b.go", "c/d.go"},
		"another file":                        {Move{"a/b.go", "c/d.go"}, "a/b.go.txt", ""},
		"a file in a folder of that name":     {Move{"a", "c"}, "a/b.go", ""},
		"a folder":                            {Move{"a/", "x/y/"}, "a/b/c.go", "x/y/b/c.go"},
		"a file with the name of the folder":  {Move{"a/", "x/"}, "a", ""},
		"a star":                              {Move{"internal/*/store.go", "internal/store/*.go"}, "internal/user/store.go", "internal/store/user.go"},
		"a star matches no slash":             {Move{"internal/*.go", "x/*.go"}, "internal/a/b.go", ""},
		"a star in a name":                    {Move{"m/*_up.sql", "n/*.sql"}, "m/1_up.sql", "n/1.sql"},
		"a star matches one of two ends only": {Move{"m/ab*ba", "n/*"}, "m/aba", ""},
		"two stars and a folder":              {Move{"*/a/*/", "x/*/*/"}, "p/a/q/r/s", "x/p/q/r/s"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, ok := c.move.Target(c.file)
			if got != c.want || ok != (c.want != "") {
				t.Errorf("got %q, %v; want %q", got, ok, c.want)
			}
		})
	}
}

const changelogPack = `format: 1
name: small
version: 1.2.0
description: A pack with a changelog
options:
  - {name: name, kind: text, format: name, prompt: name, help: the name}
layers:
  - folder: base
`

func TestManifest_ChangesSince(t *testing.T) {
	p, err := Load(fstest.MapFS{
		"pack.yaml": {Data: []byte(changelogPack + strings.Join([]string{
			"changes:",
			"  - {version: 1.0.0, move: {from: x, to: y}}",
			"  - {version: 1.2.0-rc.1, move: {from: y, to: z}}",
			"  - {version: 1.2.0, move: {from: z, to: a.md}}",
			"",
		}, "\n"))},
		"layers/base/files/a.md": {Data: []byte("a\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]int{"0.9.0": 3, "1.0.0": 2, "1.2.0-rc.1": 1, "1.2.0": 0} {
		if got := len(p.Manifest.ChangesSince(&Manifest{Name: p.Manifest.Name, Version: version})); got != want {
			t.Errorf("since %s: %d changes, want %d", version, got, want)
		}
	}
}
