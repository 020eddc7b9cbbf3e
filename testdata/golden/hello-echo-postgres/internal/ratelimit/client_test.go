package ratelimit_test

import (
	"net/netip"
	"testing"

	"example.com/hello/internal/ratelimit"
)

func TestClientOf(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, tc := range map[string]struct {
		peer      string
		forwarded []string
		want      string
	}{
		"a peer":                                {"192.0.2.1:99", nil, "192.0.2.1"},
		"a peer that nobody trusts":             {"192.0.2.1:99", []string{"198.51.100.7"}, "192.0.2.1"},
		"a trusted peer for itself":             {"10.0.0.1:99", nil, "10.0.0.1"},
		"a trusted peer for a client":           {"10.0.0.1:99", []string{"198.51.100.7"}, "198.51.100.7"},
		"what the client wrote before it":       {"10.0.0.1:99", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7"},
		"two trusted proxies":                   {"10.0.0.1:99", []string{"203.0.113.9,198.51.100.7 ,\t10.0.0.2"}, "198.51.100.7"},
		"several fields":                        {"10.0.0.1:99", []string{"203.0.113.9", "198.51.100.7", "10.0.0.2"}, "198.51.100.7"},
		"trusted ones alone":                    {"10.0.0.1:99", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		"no address":                            {"10.0.0.1:99", []string{"198.51.100.7, unknown"}, "10.0.0.1"},
		"no address behind a second proxy":      {"10.0.0.1:99", []string{"198.51.100.7, , 10.0.0.2"}, "10.0.0.2"},
		"an empty field":                        {"10.0.0.1:99", []string{""}, "10.0.0.1"},
		"an empty field after another":          {"10.0.0.1:99", []string{"198.51.100.7", ""}, "10.0.0.1"},
		"an address with a port":                {"10.0.0.1:99", []string{"198.51.100.7:4711"}, "198.51.100.7"},
		"IPv6":                                  {"[fd00::1]:99", []string{"2001:db8::7"}, "2001:db8::7"},
		"IPv6 with a port":                      {"[fd00::1]:99", []string{"[2001:db8::7]:4711"}, "2001:db8::7"},
		"IPv6 with a zone":                      {"[fd00::1]:99", []string{"fe80::7%x"}, "fe80::7"},
		"an IPv4 address in IPv6":               {"[::ffff:10.0.0.1]:99", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		"a number that some read as IPv4":       {"10.0.0.1:99", []string{"010.0.0.2"}, "10.0.0.1"},
		"a field of nothing but commas":         {"10.0.0.1:99", []string{",,,"}, "10.0.0.1"},
		"a peer without an address is nobody's": {"", []string{"198.51.100.7"}, "invalid IP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := ratelimit.ClientOf(trusted, tc.peer, tc.forwarded); got.String() != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
