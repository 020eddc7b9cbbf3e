package server_test

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/hello/internal/auth/authtest"
)

// testIssuer is the key that signs the tokens of these tests.
var testIssuer = sync.OnceValue(func() authtest.Key { return authtest.NewKey("test") })

// testToken returns a token that allows everything.
func testToken() string {
	var scopes []string
	for _, f := range allFixtures() {
		scopes = append(scopes, scopeOf(f, "read"), scopeOf(f, "write"))
	}
	return tokenFor(strings.Join(scopes, " "))
}

func tokenFor(scope string) string { return testIssuer().Token(authtest.Claims(scope), nil) }

// scopeOf returns the scope to do that with resources.
func scopeOf(f fixtureKind, what string) string {
	return strings.TrimPrefix(f.collection, "/v1/") + ":" + what
}

func provokeDenials(t *testing.T, s *testService) {
	t.Helper()
	for _, documented := range s.statuses() {
		words := strings.Fields(documented)
		path := strings.NewReplacer("{", "", "}", "").Replace(words[1])
		switch words[2] {
		case "401":
			s.want(s.do(words[0], path, nil, "Authorization", ""), http.StatusUnauthorized, "unauthorized")
		case "403":
			s.want(s.do(words[0], path, nil, "Authorization", "Bearer "+tokenFor("")), http.StatusForbidden, "forbidden")
		}
	}
}

func TestWhatATokenIsFor(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		path := f.collection + "/" + s.newID(f.collection)
		for _, one := range []struct{ method, path, what, other string }{
			{http.MethodGet, f.collection, "read", "write"},
			{http.MethodHead, f.collection, "read", "write"},
			{http.MethodGet, path, "read", "write"},
			{http.MethodPost, f.collection, "write", "read"},
			{http.MethodPatch, path, "write", "read"},
			{http.MethodDelete, path, "write", "read"},
		} {
			refused := s.do(one.method, one.path, "{", "Authorization", "Bearer "+tokenFor(scopeOf(f, one.other)+" "+scopeOf(f, "")))
			want := `Bearer error="insufficient_scope", scope="` + scopeOf(f, one.what) + `"`
			if got := refused.Header.Values("WWW-Authenticate"); refused.StatusCode != http.StatusForbidden || !slices.Equal(got, []string{want}) {
				t.Errorf("%s %s: got %d %q", one.method, one.path, refused.StatusCode, got)
			}
			allowed := s.do(one.method, one.path, nil, "Authorization", "Bearer "+tokenFor(scopeOf(f, one.what)))
			if allowed.StatusCode == http.StatusUnauthorized || allowed.StatusCode == http.StatusForbidden {
				t.Errorf("%s %s with its scope: got %s", one.method, one.path, allowed.body)
			}
		}
	})
}

func TestWhatIsNoToken(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	for name, tc := range map[string]struct {
		sent      []string
		challenge string
	}{
		"nothing":               {nil, "Bearer"},
		"an empty field":        {[]string{""}, "Bearer"},
		"another scheme":        {[]string{"Basic dTpw"}, "Bearer"},
		"a scheme alone":        {[]string{"Bearer"}, "Bearer"},
		"a scheme and no token": {[]string{"Bearer "}, "Bearer"},
		"a token alone":         {[]string{testToken()}, "Bearer"},
		"a bad token":           {[]string{"Bearer x"}, `Bearer error="invalid_token"`},
		"two tokens":            {[]string{"Bearer " + testToken(), "Bearer " + testToken()}, `Bearer error="invalid_token"`},
		"two in one":            {[]string{"Bearer " + testToken() + " " + testToken()}, `Bearer error="invalid_token"`},
		"a list":                {[]string{"Basic dTpw, Bearer " + testToken()}, "Bearer"},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+f.collection+"?access_token="+testToken(), nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header["Authorization"] = tc.sent
			got := s.want(s.send(request), http.StatusUnauthorized, "unauthorized")
			if challenge := got.Header.Values("WWW-Authenticate"); !slices.Equal(challenge, []string{tc.challenge}) {
				t.Errorf("got %q, want %q", challenge, tc.challenge)
			}
		})
	}
	for _, scheme := range []string{"bearer ", "BEARER ", "Bearer   "} {
		s.want(s.do(http.MethodGet, f.collection, nil, "Authorization", scheme+testToken()), http.StatusOK, "")
	}
}

func TestWhatNeedsNoToken(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	for _, path := range []string{"/healthz", "/readyz", "/openapi.yaml"} {
		s.want(s.do(http.MethodGet, path, nil, "Authorization", ""), http.StatusOK, "")
		s.want(s.do(http.MethodGet, path, nil, "Authorization", "Bearer x"), http.StatusOK, "")
	}
	s.want(s.do(http.MethodGet, "/nowhere", nil, "Authorization", ""), http.StatusNotFound, "route_not_found")
	s.want(s.do("BREW", f.collection, nil, "Authorization", ""), http.StatusMethodNotAllowed, "method_not_allowed")
	s.want(s.do(http.MethodPatch, f.collection+"/1", "{", "Authorization", ""), http.StatusUnauthorized, "unauthorized")
}

// Whether a token is good can't be told before the keys are there.
func TestKeysThatCannotBeRead(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, func(with *testSetup) {
		with.Config.Auth.KeysFile = t.TempDir()
		with.Log = slog.New(slog.DiscardHandler)
	})
	s.want(s.do(http.MethodGet, f.collection, nil), http.StatusServiceUnavailable, "unavailable")
	s.want(s.do(http.MethodGet, f.collection, nil, "Authorization", ""), http.StatusUnauthorized, "unauthorized")
	s.want(s.do(http.MethodGet, "/readyz", nil), http.StatusOK, "")
}

func TestNoTokenIsLogged(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	s.do(http.MethodGet, f.collection, nil)
	s.do(http.MethodGet, f.collection, nil, "Authorization", "Bearer "+tokenFor("")+"x")
	s.log.requests(t, 2)
	if log := s.log.String(); strings.Contains(log, "Bearer") || strings.Contains(log, testToken()[:20]) {
		t.Errorf("the log has a token: %s", log)
	}
}
