package httpapi_test

import (
	"testing"

	"example.com/hello/internal/httpapi"
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
