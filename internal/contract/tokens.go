package contract

import (
	"crypto/x509"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// keyServer is a JWKS endpoint.
type keyServer struct {
	set      atomic.Pointer[[]byte]
	requests atomic.Int64
}

func (k *keyServer) has(signers ...signer) {
	set := keySet(signers...)
	k.set.Store(&set)
}

func (k *keyServer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	k.requests.Add(1)
	_, _ = w.Write(*k.set.Load())
}

// tokens checks which tokens are accepted.
func tokens(t *testing.T, s Service) {
	if !s.Auth {
		t.Skip("the service doesn't require tokens")
	}
	t.Run("valid and invalid tokens", func(t *testing.T) { validTokens(t, s) })
	t.Run("missing tokens", func(t *testing.T) { missingTokens(t, s) })
	t.Run("rotated keys", func(t *testing.T) { rotatedKeys(t, s) })
	t.Run("missing keys", func(t *testing.T) { missingKeys(t, s) })
}

// withToken returns the request with a token, or without one if token is empty.
func (r request) withToken(token string) request {
	if token == "" {
		return r.with("Authorization")
	}
	return r.with("Authorization", "Bearer "+token)
}

// claiming returns a trusted token with every scope and with changed claims.
func claiming(changed object) string {
	claims := tokenClaims()
	claims["scope"] = everyScope
	maps.Copy(claims, changed)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	return trusted.sign(tokenHeader(trusted), claims)
}

// heading returns a trusted token with changed header parameters.
func heading(changed object) string {
	claims, header := tokenClaims(), tokenHeader(trusted)
	claims["scope"] = everyScope
	maps.Copy(header, changed)
	return trusted.sign(header, claims)
}

func validTokens(t *testing.T, s Service) {
	strong, edwards, encrypting := newRSASigner("strong", 2048), newEd25519Signer("edwards"), newSigner("encrypting")
	encryption := encrypting.jwk()
	encryption["use"] = "enc"
	set := []byte(strings.TrimSuffix(string(keySet(trusted, strong, edwards)), "]}") + "," + encryption.String() + "]}")
	keys := &keyServer{}
	keys.set.Store(&set)
	server := httptest.NewServer(keys)
	defer server.Close()
	a := connect(t, s, start(t, s, map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": server.URL}))
	user := a.user(t)
	public, err := x509.MarshalPKIXPublicKey(strong.private.Public())
	if err != nil {
		t.Fatal(err)
	}
	stranger, now := newSigner("trusted"), time.Now()
	ago := func(d time.Duration) int64 { return now.Add(-d).Unix() }
	for name, tc := range map[string]struct {
		token  string
		status int
	}{
		"ES256": {trusted.token(), 200}, "RS256": {strong.token(), 200}, "EdDSA": {edwards.token(), 200}, "several audiences": {claiming(object{"aud": []string{"x", "service"}}), 200},
		"a key for something else": {encrypting.token(), 401}, "an unknown key": {newSigner("unknown").token(), 401}, "a key with a known id": {stranger.token(), 401},
		"expired": {claiming(object{"exp": ago(time.Minute)}), 401}, "expired 20 s ago": {claiming(object{"exp": ago(20 * time.Second)}), 200}, "no exp": {claiming(object{"exp": nil}), 401},
		"not valid yet": {claiming(object{"nbf": ago(-time.Minute)}), 401}, "valid in 20 s": {claiming(object{"nbf": ago(-20 * time.Second)}), 200}, "issued in 20 s": {claiming(object{"iat": ago(-20 * time.Second)}), 200},
		"another audience": {claiming(object{"aud": "other"}), 401}, "no audience": {claiming(object{"aud": nil}), 401}, "another issuer": {claiming(object{"iss": "https://other.example"}), 401}, "no issuer": {claiming(object{"iss": nil}), 401},
		"none": {strings.TrimRight(heading(object{"alg": "none"}), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 401}, "none with a signature": {heading(object{"alg": "none"}), 401},
		"HS256 with the public key": {symmetric("strong", public), 401}, "HS256 with the modulus": {symmetric("strong", []byte(strong.jwk()["n"].(string))), 401},
		"crit": {heading(object{"crit": []string{"x"}, "x": 1}), 401}, "a key of its own": {stranger.sign(object{"alg": "ES256", "jwk": stranger.jwk()}, tokenClaims()), 401},
		"keys from elsewhere": {stranger.sign(object{"alg": "ES256", "kid": "elsewhere", "jku": server.URL}, tokenClaims()), 401}, "ES384": {heading(object{"alg": "ES384"}), 401}, "no JWT": {"x", 401},
		"no scope": {claiming(object{"scope": nil}), 403}, "another scope": {claiming(object{"scope": "users:write"}), 403}, "a scope that begins like it": {claiming(object{"scope": "users:reader"}), 403},
		"a list of scopes": {claiming(object{"scope": []string{"openid", "users:read"}}), 200}, "scp as text": {claiming(object{"scope": nil, "scp": "openid users:read"}), 200},
		"scp as a list": {claiming(object{"scope": nil, "scp": []string{"openid", "users:read"}}), 200}, "another scope in a list": {claiming(object{"scope": []string{"users:write"}}), 403}, "another scope in scp": {claiming(object{"scope": nil, "scp": []string{"users:reader"}}), 403},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []request{get(user.path), {method: "HEAD", path: user.path}} {
				got := a.send(t, r.withToken(tc.token))
				challenge := map[int]string{401: `error="invalid_token"`, 403: `error="insufficient_scope"`}[tc.status]
				h := got.header.Get("WWW-Authenticate")
				if got.status != tc.status || !strings.Contains(h, challenge) || strings.HasPrefix(h, "Bearer") != (challenge != "") {
					t.Errorf("%s: got %d with %q and %s, want %d with %q", r, got.status, h, got.body, tc.status, challenge)
				}
			}
		})
	}
	t.Run("a token for reading can't write", func(t *testing.T) {
		reader := claiming(object{"scope": "users:read"})
		for _, r := range []request{post("/v1/users", "{"), patched("/v1/users/"+missingID, "{"), deleted(user.path)} {
			a.send(t, r.withToken(reader)).problem(t, http.StatusForbidden, "forbidden")
		}
	})
	t.Run("no token is logged", func(t *testing.T) {
		if strings.Contains(a.output.String(), trusted.token()[:30]) {
			t.Error("a token is in the log")
		}
	})
}

// missingTokens checks that a missing token is the first error.
func missingTokens(t *testing.T, s Service) {
	a := newAPI(t, s)
	user := a.user(t)
	for _, r := range []request{
		get(user.path), get("/v1/users"), get("/v1/users?limit=0"), get("/v1/users/7"), get("/v1/users/" + missingID), get("/nothing"), get("/"), get("/v1/users/"),
		{method: "PUT", path: "/v1/users"},
		{method: "FOO", path: "/nothing"},
		{method: "OPTIONS", path: "/v1/users"},
		post("/v1/users", "{"), post("/v1/users", "x").with("Content-Type", "text/plain"), patched(user.path, `{"name":""}`),
		patched(user.path, `{}`).with("If-Match", `"stale"`), deleted(user.path).with("If-Match", `"stale"`),
	} {
		got := a.send(t, r.withToken(""))
		got.problem(t, http.StatusUnauthorized, "unauthorized")
		if h := got.header.Get("WWW-Authenticate"); h != "Bearer" {
			t.Errorf("%s: the challenge is %q", r, h)
		}
	}
	open := []string{"/healthz", "/readyz", "/openapi.yaml"}
	if s.Docs {
		open = append(open, "/docs")
	}
	for _, path := range open {
		a.send(t, get(path).withToken("")).want(t, http.StatusOK)
	}
	for _, header := range []string{"Basic dTpw", "Bearer", "bearer x", "Token " + trusted.token()} {
		a.send(t, get(user.path).with("Authorization", header)).problem(t, http.StatusUnauthorized, "unauthorized")
	}
	a.send(t, get(user.path).with("Authorization", "bearer "+trusted.token())).want(t, http.StatusOK) // The scheme ignores case.
}

// rotatedKeys replaces the issuer's key.
func rotatedKeys(t *testing.T, s Service) {
	keys, first, second := &keyServer{}, newSigner("first"), newSigner("second")
	keys.has(first)
	server := httptest.NewServer(keys)
	defer server.Close()
	a := connect(t, s, start(t, s, map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": server.URL}))
	a.send(t, get("/v1/users").withToken(first.token())).want(t, http.StatusOK)
	keys.has(first, second)
	eventually(t, func() bool { return a.send(t, get("/v1/users").withToken(second.token())).status == http.StatusOK }, func() { t.Error("the new key isn't accepted") })
	a.send(t, get("/v1/users").withToken(first.token())).want(t, http.StatusOK)

	before := keys.requests.Load()
	for range 200 {
		a.send(t, get("/v1/users").withToken(newSigner("unknown").token())).want(t, http.StatusUnauthorized)
	}
	if requests := keys.requests.Load() - before; requests > 5 {
		t.Errorf("200 tokens with unknown keys caused %d requests for keys", requests)
	}
	server.Close()
	a.send(t, get("/v1/users").withToken(second.token())).want(t, http.StatusOK)
}

// missingKeys starts a service before its JWKS endpoint.
func missingKeys(t *testing.T, s Service) {
	addr := freeAddress(t)
	a := connect(t, s, launch(t, s, map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": "http://" + addr}))
	for range 20 {
		a.send(t, get("/readyz")).problem(t, http.StatusServiceUnavailable, "unavailable")
		time.Sleep(20 * time.Millisecond)
	}
	begin := time.Now()
	a.send(t, get("/v1/users")).problem(t, http.StatusServiceUnavailable, "unavailable")
	if took := time.Since(begin); took > 5500*time.Millisecond {
		t.Errorf("it took %s", took)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	keys := &keyServer{}
	keys.has(trusted)
	server := &httptest.Server{Listener: ln, Config: &http.Server{Handler: keys, ReadHeaderTimeout: timeout}}
	server.Start()
	a.waitFor(t, "/readyz", http.StatusOK)
	a.send(t, get("/v1/users")).want(t, http.StatusOK)
	server.Close()
	a.send(t, get("/readyz")).want(t, http.StatusOK)
	a.send(t, get("/v1/users")).want(t, http.StatusOK)
}
