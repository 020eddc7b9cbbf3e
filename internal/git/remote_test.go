package git

import "testing"

func TestOriginURL(t *testing.T) {
	cases := map[string]struct{ config, want string }{
		"origin among others": {"[remote \"fork\"]\n\turl = git@a.b:f/x\n[remote \"origin\"]\n\tfetch = +refs\n\turl = git@a.b:o/x\n", "git@a.b:o/x"},
		"the only remote":     {"[core]\n\tbare = false\n[remote \"upstream\"]\n\turl = git@a.b:u/x\n", "git@a.b:u/x"},
		"two, neither origin": {"[remote \"a\"]\nurl=1\n[remote \"b\"]\nurl=2\n", ""},
		"the first URL":       {"[remote \"origin\"]\nurl = one\nurl = two\n", "one"},
		"quotes and comments": {"[Remote \"origin\"] ; mine\nURL = \"https://a.b/c#d\" # x\n", "https://a.b/c#d"},
		"a push URL":          {"[remote \"origin\"]\npushurl = p\n", ""},
		"another section":     {"[branch \"origin\"]\nurl = x\n", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := originURL(c.config); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
