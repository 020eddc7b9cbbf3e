package scaffold

import "testing"

func TestAddUpdates(t *testing.T) {
	const shop = "version: 2\nupdates:\n  - package-ecosystem: gomod\n    directory: \"/shop\"\n    # weekly\n    schedule:\n      interval: weekly\n  - package-ecosystem: docker\n    directory: /shop\n"
	cases := map[string]struct {
		file, want string // want: empty if it is refused
	}{
		"at the end": {
			"version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n",
			"version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n  - package-ecosystem: gomod\n    directory: \"/shop\"\n    # weekly\n    schedule:\n      interval: weekly\n  - package-ecosystem: docker\n    directory: /shop\n",
		},
		"with another indentation, before another key, and one is there": {
			"updates:\n- package-ecosystem: gomod # ours\n  directory: /shop/\nversion: 2\n",
			"updates:\n- package-ecosystem: gomod # ours\n  directory: /shop/\n- package-ecosystem: docker\n  directory: /shop\nversion: 2\n",
		},
		"with CRLF": {
			"version: 2\r\nupdates:\r\n- package-ecosystem: gomod\r\n  directory: /shop\r\n",
			"version: 2\r\nupdates:\r\n- package-ecosystem: gomod\r\n  directory: /shop\r\n- package-ecosystem: docker\r\n  directory: /shop\r\n",
		},
		"all are there":    {shop, shop},
		"in flow style":    {"version: 2\nupdates: [{package-ecosystem: npm, directory: /}]\n", ""},
		"no updates":       {"version: 2\n", ""},
		"an empty list":    {"version: 2\nupdates: []\n", ""},
		"not a mapping":    {"- a\n", ""},
		"not YAML":         {"a: [\n", ""},
		"an empty file":    {"", ""},
		"a list of a list": {"updates:\n- - a\n", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, ok := addUpdates([]byte(c.file), []byte(shop))
			if string(got) != c.want || ok != (c.want != "") {
				t.Errorf("got %t\n%s\nwant\n%s", ok, got, c.want)
			}
		})
	}
}
