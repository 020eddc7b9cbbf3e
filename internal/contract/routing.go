package contract

import (
	"net/http"
	"strings"
	"testing"
)

// tooLong exceeds the maximum length of a body.
var tooLong = strings.Repeat("x", 1<<20+1)

func routes(t *testing.T, a *api) {
	id := a.user(t).id
	cases := map[string]refusal{}
	for name, path := range map[string]string{
		"the root":                      "/",
		"the version":                   "/v1",
		"the version with a slash":      "/v1/",
		"an unknown path":               "/nothing",
		"a trailing slash":              "/v1/users/",
		"a trailing slash after an id":  "/v1/users/" + id + "/",
		"a doubled slash":               "/v1//users",
		"a doubled slash at the start":  "//v1/users",
		"another case":                  "/V1/users",
		"another case of the resource":  "/v1/Users",
		"an encoded letter":             "/v1/%75sers",
		"an encoded slash":              "/v1%2Fusers",
		"a dot segment":                 "/v1/./users",
		"a dot-dot segment":             "/v1/x/../users",
		"an encoded dot segment":        "/v1/%2e%2e/v1/users",
		"a parameter in the path":       "/v1/users;a=b",
		"something below a resource":    "/v1/users/" + id + "/emails",
		"no version":                    "/users",
		"the singular":                  "/v1/user",
		"a path with a known prefix":    "/v1/users2",
		"a probe with a slash":          "/healthz/",
		"something below a probe":       "/readyz/x",
		"the document with a slash":     "/openapi.yaml/",
		"metrics aren't public":         "/metrics",
		"profiles aren't public":        "/debug/pprof/",
		"a non-ASCII path":              "/caf%C3%A9",
		"a query after an unknown path": "/nothing?limit=0",
		"a long path":                   "/" + strings.Repeat("a", 4000),
		"a path with quotes and braces": `/v1/%7Bid%7D/%22`,
	} {
		cases[name] = refused(get(path), 404, "route_not_found")
	}
	a.refuses(t, cases)
	ids := map[string]refusal{}
	for name, bad := range map[string]string{
		"a number":                "7",
		"no hyphens":              strings.ReplaceAll(id, "-", ""),
		"braces":                  "%7B" + id + "%7D",
		"a URN":                   "urn:uuid:" + id,
		"a letter that isn't hex": "g" + id[1:],
		"an extra letter":         id + "0",
		"misplaced hyphens":       id[:7] + "-" + id[7:8] + id[9:],
		"an encoded letter":       "%3" + id[:1] + id[1:],
		"an encoded slash":        id[:8] + "%2F" + id[9:],
		"two dots":                "..",
		"a quote":                 "%27",
		"an encoded line end":     "a%0Ab",
	} {
		for _, r := range []request{get("/v1/users/" + bad), patched("/v1/users/"+bad, `{}`), deleted("/v1/users/" + bad)} {
			ids[r.method+" an id with "+name] = refused(r, 400, "invalid_parameter")
		}
	}
	a.refuses(t, ids)
}

func methods(t *testing.T, a *api) {
	allowed := map[string]string{
		"/v1/users":              "GET, HEAD, POST",
		a.user(t).path:           "DELETE, GET, HEAD, PATCH",
		"/v1/users/" + missingID: "DELETE, GET, HEAD, PATCH",
		"/healthz":               "GET, HEAD",
		"/readyz":                "GET, HEAD",
		"/openapi.yaml":          "GET, HEAD",
	}
	if a.Docs {
		allowed["/docs"] = "GET, HEAD"
	}
	for path, allow := range allowed {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "get", "Post", "X", "M-SEARCH"} {
			if strings.Contains(", "+allow+",", ", "+method+",") {
				continue
			}
			t.Run(method+" "+path, func(t *testing.T) {
				got := a.send(t, request{method: method, path: path})
				got.problem(t, 405, "method_not_allowed")
				if h := got.header.Values("Allow"); len(h) != 1 || h[0] != allow {
					t.Errorf("Allow is %q, want %q", h, allow)
				}
			})
		}
	}
	for _, path := range []string{"/nothing", "/", "/v1", "/v1/", "/v1/users/"} {
		for _, method := range []string{"POST", "PUT", "OPTIONS", "TRACE", "FOO", "get"} {
			t.Run(method+" "+path+", which is unknown", func(t *testing.T) {
				a.send(t, request{method: method, path: path}).problem(t, 404, "route_not_found")
			})
		}
	}
	t.Run("HEAD is GET without a body", func(t *testing.T) { heads(t, a) })
}

func heads(t *testing.T, a *api) {
	paths := []string{"/v1/users", "/v1/users?limit=0", a.user(t).path, "/v1/users/" + missingID, "/v1/users/7", "/nothing", "/healthz", "/readyz", "/openapi.yaml"}
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			g, h := a.send(t, get(path)), a.send(t, request{method: http.MethodHead, path: path})
			if h.status != g.status || h.body != "" {
				t.Errorf("HEAD gives %d with %d bytes, GET %d", h.status, len(h.body), g.status)
			}
			for _, name := range []string{"Content-Type", "ETag", "X-Content-Type-Options"} {
				if h.header.Get(name) != g.header.Get(name) {
					t.Errorf("%s is %q for HEAD, %q for GET", name, h.header.Get(name), g.header.Get(name))
				}
			}
		})
	}
}

func parameters(t *testing.T, a *api) {
	cases := map[string]refusal{}
	for name, query := range map[string]string{
		"a limit of 0":            "limit=0",
		"a limit of 101":          "limit=101",
		"a negative limit":        "limit=-1",
		"a limit that's a word":   "limit=ten",
		"a limit with a point":    "limit=1.0",
		"a limit with a space":    "limit=5%20",
		"an empty limit":          "limit=",
		"a limit without a value": "limit",
		"a duplicate limit":       "limit=5&limit=5",
		"an encoded duplicate":    "limit=5&%6Cimit=5",
		"a huge limit":            "limit=99999999999999999999999",
		"an empty cursor":         "cursor=",
		"a duplicate cursor":      "cursor=a&cursor=a",
		"an invalid cursor":       "cursor=abc",
		"an id as a cursor":       "cursor=" + missingID,
		"a cursor of odd bytes":   "cursor=%00%FF%0A",
		"a cursor in base64":      "cursor=e30=",
		"a long cursor":           "cursor=" + strings.Repeat("A", 4000),
		"a semicolon":             "limit=5;x=1",
		"a broken encoding":       "limit=%zz",
		"an unknown parameter":    "limits=5",
		"another case":            "Limit=5",
		"an unknown one as well":  "limit=5&x=1",
		"an empty parameter":      "x",
		"an id":                   "id=" + missingID,
		"an unknown order":        "sort=name",
		"an empty order":          "sort=",
		"two orders":              "sort=-created_at&sort=-created_at",
		"an order of two":         "sort=-created_at,name",
		"another case's order":    "sort=-Created_At",
	} {
		cases[name] = refused(get("/v1/users?"+query), 400, "invalid_parameter")
	}
	cases["HEAD with an invalid limit"] = refused(request{method: http.MethodHead, path: "/v1/users?limit=0"}, 400, "invalid_parameter")
	a.refuses(t, cases)
}
