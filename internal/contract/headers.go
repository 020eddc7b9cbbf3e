package contract

import (
	"regexp"
	"strings"
	"testing"
)

// everyKind returns a request for each kind of response.
func everyKind(t *testing.T, a *api) map[string]request {
	t.Helper()
	user := a.user(t)
	return map[string]request{
		"a list": get("/v1/users"), "a resource": get(user.path), "a creation": post("/v1/users", newUser().String()),
		"a change": patched(user.path, `{}`), "a deletion": deleted(a.user(t).path), "HEAD": {method: "HEAD", path: user.path},
		"no route": get("/nothing"), "no resource": get("/v1/users/" + missingID), "a method that isn't allowed": {method: "PUT", path: "/v1/users"},
		"an unknown method": {method: "FOO", path: "/v1/users"}, "a bad parameter": get("/v1/users?limit=0"),
		"a wrong media type": post("/v1/users", "x").with("Content-Type", "text/plain"), "a big body": post("/v1/users", tooLong),
		"bad JSON": post("/v1/users", "{"), "a broken rule": post("/v1/users", "{}"),
		"a conflict": post("/v1/users", object{"email": user.fields["email"], "name": "x"}.String()), "a failed precondition": deleted(user.path).with("If-Match", `"x"`),
		"a probe": get("/healthz"), "the other probe": get("/readyz"), "the document": get("/openapi.yaml"), "a cached resource": get(user.path).with("If-None-Match", user.etag),
	}
}

func headers(t *testing.T, a *api) {
	software := regexp.MustCompile(`(?i)\b(?:fiber|fasthttp|chi|gin|echo|golang|go-http|newsvc|sqlite)`)
	for name, r := range everyKind(t, a) {
		t.Run(name, func(t *testing.T) {
			got := a.send(t, r)
			if h := got.header.Values("X-Content-Type-Options"); len(h) != 1 || h[0] != "nosniff" {
				t.Errorf("X-Content-Type-Options is %q", h)
			}
			if h := got.header.Values("X-Request-Id"); len(h) != 1 || h[0] == "" {
				t.Errorf("X-Request-ID is %q", h)
			}
			if _, ok := got.header["Date"]; !ok {
				t.Error("no Date")
			}
			for _, banned := range []string{"Server", "X-Powered-By", "Via"} {
				if h := got.header.Values(banned); len(h) > 0 {
					t.Errorf("%s is %q", banned, h)
				}
			}
			for key, values := range got.header {
				if key != "Content-Type" && key != "Content-Length" && key != "Location" && key != "Etag" && key != "X-Request-Id" && software.MatchString(key+": "+strings.Join(values, ",")) {
					t.Errorf("%s: %q reveals the software", key, values)
				}
			}
			if len(got.body) > 0 && got.header.Get("Content-Type") == "" {
				t.Error("a body has no Content-Type")
			}
		})
	}
}

func requestIDs(t *testing.T, a *api) {
	accepted := map[string]string{
		"one character": "x", "128 characters": strings.Repeat("a", 128), "every sign": `!"#$%&'()*+,-./:;<=>?@[\]^_{|}~` + "`",
		"a UUID": missingID, "the whole alphabet": "ABCxyz0123456789",
	}
	for name, id := range accepted {
		t.Run(name+" is accepted", func(t *testing.T) {
			for _, path := range []string{"/healthz", "/v1/users", "/nothing", "/v1/users/x"} {
				got := a.send(t, get(path).with("X-Request-ID", id))
				if h := got.header.Get("X-Request-ID"); h != id {
					t.Errorf("%s: X-Request-ID is %q, want %q", path, h, id)
				}
			}
			got := a.send(t, get("/nothing").with("X-Request-ID", id))
			got.problem(t, 404, "route_not_found")
		})
	}
	for name, values := range map[string][]string{
		"no id": nil, "an empty id": {""}, "129 characters": {strings.Repeat("a", 129)}, "a space inside": {"a b"}, "a non-ASCII character": {"caf\u00e9"}, "a tab": {"a\tb"},
	} {
		t.Run(name+" is replaced", func(t *testing.T) {
			seen := map[string]bool{}
			for range 3 {
				got := a.raw(t, rawGet("/v1/users/x", "X-Request-ID", values...))[0]
				id := got.header.Get("X-Request-ID")
				if len(id) < 8 || len(id) > 128 || seen[id] || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
					t.Errorf("the new X-Request-ID is %q", id)
				}
				if len(values) > 0 && id == values[0] {
					t.Errorf("%q was accepted", id)
				}
				seen[id] = true
			}
		})
	}
	t.Run("the first of two is accepted", func(t *testing.T) {
		got := a.send(t, get("/healthz").with("X-Request-ID", "first", "second"))
		if h := got.header.Values("X-Request-ID"); len(h) != 1 || h[0] != "first" {
			t.Errorf("X-Request-ID is %q", h)
		}
	})
}
