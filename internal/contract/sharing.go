package contract

import (
	"net/http"
	"strings"
	"testing"
)

// preflight is what a browser asks before a page may send a request.
func preflight(path, origin, method string) string {
	return strings.Replace(rawGet(path, "Origin", origin+"\r\nAccess-Control-Request-Method: "+method), "GET", "OPTIONS", 1)
}

// sharing checks which pages may call.
func sharing(t *testing.T, s Service) {
	a := newAPI(t, s)
	if !s.CORS {
		got := a.raw(t, preflight("/v1/users", "https://page.example", "GET"))[0]
		got.problem(t, http.StatusMethodNotAllowed, "method_not_allowed")
		return
	}
	const page, other = "https://page.example", "https://other.example"
	for name, r := range everyKind(t, a) {
		t.Run(name, func(t *testing.T) {
			got := a.send(t, r.with("Origin", page))
			if h := got.header.Values("Access-Control-Allow-Origin"); len(h) != 1 || h[0] != page {
				t.Errorf("Access-Control-Allow-Origin is %q", h)
			}
			exposed := got.header.Get("Access-Control-Expose-Headers")
			readable := []string{"ETag", "Location", "Retry-After", "X-Request-ID"}
			if s.Auth {
				readable = append(readable, "WWW-Authenticate")
			}
			for _, name := range readable {
				if !strings.Contains(exposed, name) {
					t.Errorf("%s isn't exposed: %q", name, exposed)
				}
			}
			for _, r := range []request{r.with("Origin", other), r} {
				got := a.send(t, r)
				if got.header.Get("Access-Control-Allow-Origin") != "" || !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Origin") {
					t.Errorf("from elsewhere: %v", got.header)
				}
			}
		})
	}
	for name, tc := range map[string]struct {
		path, origin, method string
		status               int
	}{
		"a list": {"/v1/users", page, "GET", 204}, "a creation": {"/v1/users", page, "POST", 204}, "a change": {"/v1/users/" + nobody, page, "PATCH", 204}, "the document": {"/openapi.yaml", page, "GET", 204},
		"another page's": {"/v1/users", other, "GET", 405}, "no such method": {"/v1/users", page, "PUT", 405}, "no such route": {"/nothing", page, "GET", 404},
	} {
		t.Run("a preflight of "+name, func(t *testing.T) {
			got := a.raw(t, preflight(tc.path, tc.origin, tc.method))[0]
			if got.status != tc.status || (got.header.Get("Access-Control-Allow-Methods") != "") != (tc.status == 204) {
				t.Errorf("got %d %v, want %d", got.status, got.header, tc.status)
			}
		})
	}
}
