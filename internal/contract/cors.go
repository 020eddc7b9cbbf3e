package contract

import (
	"net/http"
	"strings"
	"testing"
)

// preflight returns the request that a browser sends before the request of a page.
func preflight(path, origin, method string) string {
	return strings.Replace(rawGet(path, "Origin", origin+"\r\nAccess-Control-Request-Method: "+method+"\r\nAccess-Control-Request-Headers: content-type,if-match"), "GET", "OPTIONS", 1)
}

// crossOrigin checks from which pages a browser may send requests.
func crossOrigin(t *testing.T, s Service) {
	a := newAPI(t, s)
	if !s.CORS {
		got := a.raw(t, preflight("/v1/users", "https://page.example", "GET"))[0]
		got.problem(t, http.StatusMethodNotAllowed, "method_not_allowed")
		return
	}
	const page, other = "https://page.example", "https://other.example"
	kinds := everyKind(t, a)
	delete(kinds, "an unknown method") // No preflight allows it, so no browser sends it.
	for name, r := range kinds {
		t.Run(name, func(t *testing.T) {
			got := a.send(t, r.with("Origin", page))
			if h := got.header.Values("Access-Control-Allow-Origin"); len(h) != 1 || h[0] != page {
				t.Errorf("Access-Control-Allow-Origin is %q", h)
			}
			exposed := strings.ToLower(got.header.Get("Access-Control-Expose-Headers"))
			readable := []string{"ETag", "Location", "X-Request-ID"}
			for _, name := range readable {
				if !strings.Contains(exposed, strings.ToLower(name)) {
					t.Errorf("%s isn't exposed: %q", name, exposed)
				}
			}
			for _, r := range []request{r.with("Origin", other), r} {
				got := a.send(t, r)
				if got.header.Get("Access-Control-Allow-Origin") != "" || !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Origin") {
					t.Errorf("from another page: %v", got.header)
				}
			}
		})
	}
	for name, tc := range map[string]struct {
		path, origin, method string
		status               int
	}{
		"a list": {"/v1/users", page, "GET", 204}, "a creation": {"/v1/users", page, "POST", 204}, "a change": {"/v1/users/" + missingID, page, "PATCH", 204}, "the document": {"/openapi.yaml", page, "GET", 204},
		"another page": {"/v1/users", other, "GET", 0},
	} {
		t.Run("a preflight of "+name, func(t *testing.T) {
			// A browser sends no token with a preflight.
			text := strings.Replace(preflight(tc.path, tc.origin, tc.method), "Authorization:", "X-Nothing:", 1)
			got := a.raw(t, text)[0]
			allowed := strings.Contains(got.header.Get("Access-Control-Allow-Methods"), tc.method) && got.header.Get("Access-Control-Allow-Origin") == tc.origin
			if tc.status != 0 && got.status != tc.status || allowed != (tc.status != 0) {
				t.Errorf("got %d %v, want %d", got.status, got.header, tc.status)
			}
			if headers := strings.ToLower(got.header.Get("Access-Control-Allow-Headers")); allowed && (!strings.Contains(headers, "content-type") || !strings.Contains(headers, "if-match")) {
				t.Errorf("allowed header fields: %q", headers)
			}
		})
	}
}
