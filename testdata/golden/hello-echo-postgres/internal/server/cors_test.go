package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// allowPage is the change of a setup that lets one origin's pages call.
func allowPage(with *testSetup) { with.Config.CORS.AllowedOrigins = []string{"https://app.example"} }

func TestWhichPagesMayReadAnAnswer(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, allowPage)
	for origin, want := range map[string]string{
		"https://app.example":      "https://app.example",
		"":                         "",
		"null":                     "",
		"*":                        "",
		"http://app.example":       "",
		"https://app.example:8443": "",
		"https://app.example.evil": "",
		"https://sub.app.example":  "",
		"https://App.example":      "",
	} {
		for _, path := range []string{f.collection, f.collection + "?limit=0", "/nowhere", "/healthz"} {
			got := s.do(http.MethodGet, path, nil, "Origin", origin)
			if allowed := got.Header.Get("Access-Control-Allow-Origin"); allowed != want {
				t.Errorf("%s from %q: allowed is %q, want %q", path, origin, allowed, want)
			}
			if vary := strings.Join(got.Header.Values("Vary"), ", "); !strings.Contains(vary, "Origin") {
				t.Errorf("%s from %q: Vary is %q", path, origin, vary)
			}
			exposed := got.Header.Get("Access-Control-Expose-Headers")
			if (exposed == "ETag, Location, Retry-After, WWW-Authenticate, X-Request-ID") != (want != "") {
				t.Errorf("%s from %q: exposed is %q", path, origin, exposed)
			}
			if got.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s from %q: credentials are allowed", path, origin)
			}
		}
	}
}

func TestPreflights(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, allowPage)
	const page = "https://app.example"
	for name, tc := range map[string]struct {
		path, origin, method string
		status               int
		methods              string
	}{
		"a list":                      {f.collection, page, "GET", http.StatusNoContent, "GET, HEAD, POST"},
		"a creation":                  {f.collection, page, "POST", http.StatusNoContent, "GET, HEAD, POST"},
		"a change":                    {f.missing(), page, "PATCH", http.StatusNoContent, "DELETE, GET, HEAD, PATCH"},
		"a probe":                     {"/healthz", page, "HEAD", http.StatusNoContent, "GET, HEAD"},
		"a method that isn't there":   {f.collection, page, "DELETE", http.StatusMethodNotAllowed, ""},
		"a method in small letters":   {f.collection, page, "post", http.StatusMethodNotAllowed, ""},
		"OPTIONS itself":              {f.collection, page, "OPTIONS", http.StatusMethodNotAllowed, ""},
		"a path that isn't there":     {"/nowhere", page, "GET", http.StatusNotFound, ""},
		"a path with a slash":         {f.collection + "/", page, "GET", http.StatusNotFound, ""},
		"another page's":              {f.collection, "https://other.example", "GET", http.StatusMethodNotAllowed, ""},
		"no page's":                   {f.collection, "", "GET", http.StatusMethodNotAllowed, ""},
		"no method":                   {f.collection, page, "", http.StatusMethodNotAllowed, ""},
		"a method with more after it": {f.collection, page, "GET, POST", http.StatusMethodNotAllowed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answers := s.raw("OPTIONS " + tc.path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: " + tc.origin +
				"\r\nAccess-Control-Request-Method: " + tc.method + "\r\nAccess-Control-Request-Headers: content-type\r\n\r\n")
			if len(answers) != 1 {
				t.Fatalf("got %d answers", len(answers))
			}
			got := answers[0]
			if methods := got.Header.Get("Access-Control-Allow-Methods"); got.StatusCode != tc.status || methods != tc.methods {
				t.Errorf("got %d %q, want %d %q", got.StatusCode, methods, tc.status, tc.methods)
			}
			if tc.status == http.StatusNoContent && (got.Header.Get("Access-Control-Allow-Origin") != page || got.Header.Get("Allow") != "" ||
				!strings.Contains(got.Header.Get("Access-Control-Allow-Headers"), "Authorization, Content-Type, If-Match") || len(got.body) > 0) {
				t.Errorf("got %v %q", got.Header, got.body)
			}
			if tc.status == http.StatusMethodNotAllowed && got.Header.Get("Allow") == "" {
				t.Errorf("there is no Allow: %v", got.Header)
			}
		})
	}
}
