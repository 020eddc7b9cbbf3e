package server

import (
	"net/http"
	"testing"

	"example.com/hello/internal/store/memory"
)

// Without a valid token, a response reveals only that a token is required.
func TestAuth_Tokens(t *testing.T) {
	a := newAPI(t, memory.New(), loadDocument(t))
	for _, path := range []string{"/nowhere", kinds[0].path + "/1", kinds[0].path + "?limit=0"} {
		for _, tc := range []struct{ sent, challenge string }{
			{"", "Bearer"}, {"Basic x", "Bearer"}, {"Bearer x", `Bearer error="invalid_token"`},
		} {
			got := a.want(a.do(http.MethodPost, path, "{", "Authorization", tc.sent), http.StatusUnauthorized, "unauthorized")
			if got.Header.Get("WWW-Authenticate") != tc.challenge {
				t.Errorf("%q: got %q, want %q", tc.sent, got.Header.Get("WWW-Authenticate"), tc.challenge)
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/openapi.yaml"} {
		a.want(a.do(http.MethodGet, path, nil, "Authorization", ""), http.StatusOK, "")
	}
}

func TestAuth_Scopes(t *testing.T) {
	forEachKind(t, func(t *testing.T, a *api, k kind) {
		path := a.create(k).path(t, k)
		reader, writer := "Bearer "+a.newToken(k.scope("read")), "Bearer "+a.newToken(k.scope("write"))
		for _, path := range []string{path, k.path} {
			a.want(a.do(http.MethodGet, path, nil, "Authorization", reader), http.StatusOK, "")
			a.want(a.do(http.MethodGet, path, nil, "Authorization", writer), http.StatusForbidden, "forbidden")
		}
		for method, path := range map[string]string{http.MethodPost: k.path, http.MethodPatch: path, http.MethodDelete: path} {
			got := a.want(a.do(method, path, "{}", "Authorization", reader), http.StatusForbidden, "forbidden")
			if got.Header.Get("WWW-Authenticate") != `Bearer error="insufficient_scope"` {
				t.Errorf("got %v", got.Header)
			}
		}
		a.want(a.do(http.MethodDelete, path, nil, "Authorization", writer), http.StatusNoContent, "")
	})
}
