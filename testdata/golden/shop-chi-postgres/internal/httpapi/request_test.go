package httpapi_test

import (
	"testing"

	"example.com/shop/internal/httpapi"
)

func TestPath(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"/a/b":               "/a/b",
		"/a?b/c":             "/a",
		"/a?b=http://c/d":    "/a",
		"/%2F%zz":            "/%2F%zz",
		"//a":                "//a",
		"http://host/a?b":    "/a",
		"http://host":        "/",
		"http://host?a":      "/",
		"*":                  "*",
		"example.com:443":    "example.com:443",
		"/":                  "/",
		"":                   "",
		"HTTP://host:80/a/b": "/a/b",
	} {
		if got := httpapi.Path(target); got != want {
			t.Errorf("%s: got %s, want %s", target, got, want)
		}
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()
	const id = "0199aaaa-0000-7000-8000-00000000000a"
	for segment, valid := range map[string]bool{
		id:                                     true,
		"0199AAAA-0000-7000-8000-00000000000A": true,
		"0199aaaa0000700080000000000000000a":   false,
		"{" + id + "}":                         false,
		"urn:uuid:" + id:                       false,
		"0199aaaa-0000-7000-8000-00000000000g": false,
		"0199aaaa-0000-7000-80000-0000000000a": false,
		"":                                     false,
	} {
		got, err := httpapi.ParseID(segment)
		if (err == nil) != valid || valid && got.String() != id {
			t.Errorf("%s: got %s, %v", segment, got, err)
		}
	}
}

func TestTraceID(t *testing.T) {
	t.Parallel()
	const id, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "-00f067aa0ba902b7-01"
	for name, tc := range map[string]struct {
		sent []string
		want string
	}{
		"a parent":                          {[]string{"00-" + id + parent}, id},
		"a later version, which says more":  {[]string{"cc-" + id + parent + "-what"}, id},
		"a later version, which doesn't":    {[]string{"cc-" + id + parent}, id},
		"none":                              {nil, ""},
		"two":                               {[]string{"00-" + id + parent, "00-" + id + parent}, ""},
		"nothing":                           {[]string{""}, ""},
		"more than the version has":         {[]string{"00-" + id + parent + "-what"}, ""},
		"a later version with a longer end": {[]string{"cc-" + id + parent + "what"}, ""},
		"no version":                        {[]string{"ff-" + id + parent}, ""},
		"capitals":                          {[]string{"00-4BF92F3577B34DA6A3CE929D0E0E4736" + parent}, ""},
		"no trace":                          {[]string{"00-00000000000000000000000000000000" + parent}, ""},
		"no span":                           {[]string{"00-" + id + "-0000000000000000-01"}, ""},
		"words":                             {[]string{"00-trace-span-01"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := httpapi.TraceID(httpapi.Identify(t.Context(), "", tc.sent)); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
