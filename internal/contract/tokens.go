package contract

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// signer is a key of an issuer of tokens.
type signer struct {
	id      string
	private crypto.Signer
	token   func() string // allows everything
}

// trusted is whom every service with tokens believes, if it isn't told otherwise.
var trusted = newSigner("trusted")

// fromTrusted are fields of a request by somebody who may do everything.
var fromTrusted = "Host: x\r\nAuthorization: Bearer " + trusted.token() + "\r\n"

func newSigner(id string) signer {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // there is no randomness
	}
	return signerOf(id, private)
}

func newRSASigner(id string, bits int) signer {
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return signerOf(id, private)
}

func signerOf(id string, private crypto.Signer) signer {
	s := signer{id: id, private: private}
	s.token = sync.OnceValue(func() string {
		claims := tokenClaims()
		claims["scope"] = everyScope
		return s.sign(tokenHeader(s), claims)
	})
	return s
}

const everyScope = "users:read users:write orders:read orders:write products:read products:write"

// environment is what a service has to know of its issuer, but for the keys.
func (signer) environment() map[string]string {
	return map[string]string{"AUTH_ISSUER": "https://issuer.example", "AUTH_AUDIENCE": "service"}
}

// tokenClaims are those of a token without a scope, which outlives any run of the tests.
func tokenClaims() object {
	return object{"iss": "https://issuer.example", "aud": "service", "sub": "tester", "exp": time.Now().Add(24 * time.Hour).Unix()}
}

func tokenHeader(s signer) object {
	alg := "ES256"
	if _, ok := s.private.(*rsa.PrivateKey); ok {
		alg = "RS256"
	}
	return object{"alg": alg, "kid": s.id, "typ": "JWT"}
}

// sign returns a token as RFC 7515 writes it.
func (s signer) sign(header, claims object) string {
	text := encoded([]byte(header.String())) + "." + encoded([]byte(claims.String()))
	digest := sha256.Sum256([]byte(text))
	if private, ok := s.private.(*ecdsa.PrivateKey); ok {
		r, v, err := ecdsa.Sign(rand.Reader, private, digest[:])
		if err != nil {
			panic(err)
		}
		signature := make([]byte, 64)
		r.FillBytes(signature[:32])
		v.FillBytes(signature[32:])
		return text + "." + encoded(signature)
	}
	signature, err := s.private.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		panic(err)
	}
	return text + "." + encoded(signature)
}

// symmetric returns a token signed with HS256 and that secret.
func symmetric(id string, secret []byte) string {
	claims := tokenClaims()
	claims["scope"] = everyScope
	text := encoded([]byte(object{"alg": "HS256", "kid": id}.String())) + "." + encoded([]byte(claims.String()))
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(text))
	return text + "." + encoded(mac.Sum(nil))
}

func encoded(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// keySet is the JWK set with the public halves.
func keySet(signers ...signer) []byte {
	keys := []object{}
	for _, s := range signers {
		keys = append(keys, s.jwk())
	}
	set, err := json.Marshal(object{"keys": keys})
	if err != nil {
		panic(err)
	}
	return set
}

func (s signer) jwk() object {
	if public, ok := s.private.Public().(*rsa.PublicKey); ok {
		return object{"kty": "RSA", "kid": s.id, "n": encoded(public.N.Bytes()), "e": encoded([]byte{1, 0, 1})}
	}
	public, ok := s.private.Public().(*ecdsa.PublicKey)
	if !ok {
		panic("neither RSA nor EC")
	}
	point, err := public.Bytes()
	if err != nil {
		panic(err)
	}
	return object{"kty": "EC", "crv": "P-256", "kid": s.id, "x": encoded(point[1:33]), "y": encoded(point[33:])}
}

// keyServer is an endpoint with keys.
type keyServer struct {
	set  atomic.Pointer[[]byte]
	asks atomic.Int64
}

func (k *keyServer) has(signers ...signer) {
	set := keySet(signers...)
	k.set.Store(&set)
}

func (k *keyServer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	k.asks.Add(1)
	_, _ = w.Write(*k.set.Load())
}

// tokens checks whose requests are served.
func tokens(t *testing.T, s Service) {
	if !s.Auth {
		t.Skip("the service wants no tokens")
	}
	t.Run("what must be configured", func(t *testing.T) {
		code, printed := run(t, s, "nowhere", map[string]string{"AUTH_ISSUER": "", "AUTH_AUDIENCE": "", "AUTH_JWKS_FILE": ""})
		for _, name := range []string{"AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL", "HTTP_ADDR"} {
			if code == 0 || !strings.Contains(printed, name) {
				t.Errorf("exit code %d, and %s isn't named in\n%s", code, name, printed)
			}
		}
	})
	t.Run("which tokens are valid", func(t *testing.T) { validTokens(t, s) })
	t.Run("keys that come and go", func(t *testing.T) { rotation(t, s) })
	t.Run("keys that are away", func(t *testing.T) { keysAway(t, s) })
}

// withToken is a request with a token; empty: with none.
func (r request) withToken(token string) request {
	if token == "" {
		return r.with("Authorization")
	}
	return r.with("Authorization", "Bearer "+token)
}

func validTokens(t *testing.T, s Service) {
	keys := &keyServer{}
	strong, weak, encrypting := newRSASigner("strong", 2048), newRSASigner("weak", 1024), newSigner("encrypting")
	set := keySet(trusted, strong, weak)
	shown := encrypting.jwk()
	shown["use"] = "enc"
	set = []byte(strings.TrimSuffix(string(set), "]}") + "," + shown.String() + "]}")
	keys.set.Store(&set)
	server := httptest.NewServer(keys)
	defer server.Close()
	a := connect(t, s, start(t, s, map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": server.URL}))
	user := a.user(t)
	but := func(changed object) string {
		claims := tokenClaims()
		claims["scope"] = everyScope
		maps.Copy(claims, changed)
		maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
		return trusted.sign(tokenHeader(trusted), claims)
	}
	head := func(changed object) string {
		claims, header := tokenClaims(), tokenHeader(trusted)
		claims["scope"] = everyScope
		maps.Copy(header, changed)
		return trusted.sign(header, claims)
	}
	public, err := x509.MarshalPKIXPublicKey(strong.private.Public())
	if err != nil {
		t.Fatal(err)
	}
	stranger, now := newSigner("trusted"), time.Now()
	for name, tc := range map[string]struct {
		token  string
		status int
	}{
		"ES256": {trusted.token(), 200}, "RS256": {strong.token(), 200}, "several audiences": {but(object{"aud": []string{"x", "service"}}), 200},
		"a weak key": {weak.token(), 401}, "a key for something else": {encrypting.token(), 401}, "an unknown key": {newSigner("unknown").token(), 401}, "a key with a known id": {stranger.token(), 401},
		"expired": {but(object{"exp": now.Add(-time.Minute).Unix()}), 401}, "no exp": {but(object{"exp": nil}), 401}, "not valid yet": {but(object{"nbf": now.Add(time.Minute).Unix()}), 401},
		"another audience": {but(object{"aud": "other"}), 401}, "no audience": {but(object{"aud": nil}), 401}, "another issuer": {but(object{"iss": "https://other.example"}), 401}, "no issuer": {but(object{"iss": nil}), 401},
		"none": {strings.TrimRight(head(object{"alg": "none"}), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 401}, "none with a signature": {head(object{"alg": "none"}), 401},
		"HS256 with the public key": {symmetric("strong", public), 401}, "HS256 with the modulus": {symmetric("strong", []byte(strong.jwk()["n"].(string))), 401},
		"crit": {head(object{"crit": []string{"x"}, "x": 1}), 401}, "a key of its own": {stranger.sign(object{"alg": "ES256", "jwk": stranger.jwk()}, tokenClaims()), 401},
		"keys from elsewhere": {stranger.sign(object{"alg": "ES256", "kid": "elsewhere", "jku": server.URL}, tokenClaims()), 401}, "ES384": {head(object{"alg": "ES384"}), 401}, "no JWT": {"x", 401},
		"no scope": {but(object{"scope": nil}), 403}, "another scope": {but(object{"scope": "users:write"}), 403}, "a scope that begins like it": {but(object{"scope": "users:reader"}), 403},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []request{get(user.path), {method: "HEAD", path: user.path}} {
				got := a.send(t, r.withToken(tc.token))
				challenge := map[int]string{200: "", 401: `Bearer error="invalid_token"`, 403: `Bearer error="insufficient_scope", scope="users:read"`}[tc.status]
				if h := got.header.Get("WWW-Authenticate"); got.status != tc.status || h != challenge {
					t.Errorf("%s: got %d with %q and %s, want %d with %q", r, got.status, h, got.body, tc.status, challenge)
				}
			}
		})
	}
	none := a.send(t, get(user.path).withToken(""))
	none.problem(t, http.StatusUnauthorized, "unauthorized")
	if h := none.header.Get("WWW-Authenticate"); h != "Bearer" {
		t.Errorf("no token: the challenge is %q", h)
	}
	t.Run("who reads may not write", func(t *testing.T) {
		reader := but(object{"scope": "users:read"})
		for _, r := range []request{post("/v1/users", "{"), patched("/v1/users/7", "{"), deleted(user.path)} {
			a.send(t, r.withToken(reader)).problem(t, http.StatusForbidden, "forbidden")
		}
	})
	t.Run("routes and methods come first, parameters later", func(t *testing.T) {
		a.send(t, get("/nothing").withToken("")).problem(t, 404, "route_not_found")
		a.send(t, request{method: "PUT", path: "/v1/users"}.withToken("")).problem(t, 405, "method_not_allowed")
		a.send(t, post("/v1/users/7", big).withToken("")).problem(t, 405, "method_not_allowed")
		a.send(t, patched("/v1/users/7", big).withToken("")).problem(t, 401, "unauthorized")
	})
	t.Run("probes and documents are open", func(t *testing.T) {
		for _, path := range []string{"/healthz", "/readyz", "/openapi.yaml"} {
			a.send(t, get(path).withToken("")).want(t, http.StatusOK)
		}
	})
	t.Run("no token is logged", func(t *testing.T) {
		if strings.Contains(a.output.String(), trusted.token()[:30]) {
			t.Error("a token is in the log")
		}
	})
}

// rotation has keys come and go while the service runs.
func rotation(t *testing.T, s Service) {
	keys, first, second := &keyServer{}, newSigner("first"), newSigner("second")
	keys.has(first)
	server := httptest.NewServer(keys)
	defer server.Close()
	a := connect(t, s, start(t, s, map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": server.URL}))
	a.send(t, get("/v1/users").withToken(first.token())).want(t, http.StatusOK)
	a.send(t, get("/v1/users").withToken(second.token())).problem(t, 401, "unauthorized")
	keys.has(second)
	eventually(t, func() bool { return a.send(t, get("/v1/users").withToken(second.token())).status == http.StatusOK }, func() { t.Error("the new key isn't followed") })
	a.send(t, get("/v1/users").withToken(first.token())).problem(t, 401, "unauthorized")

	before := keys.asks.Load()
	for range 200 {
		a.send(t, get("/v1/users").withToken(newSigner("nobody's").token())).want(t, http.StatusUnauthorized)
	}
	if asked := keys.asks.Load() - before; asked > 5 {
		t.Errorf("200 tokens of unknown keys made %d requests for keys", asked)
	}
	server.Close()
	a.send(t, get("/v1/users").withToken(second.token())).want(t, http.StatusOK)
}

// keysAway starts a service whose endpoint of keys isn't there yet.
func keysAway(t *testing.T, s Service) {
	addr := freeAddress(t)
	a := connect(t, s, start(t, s, map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": "http://" + addr}))
	begin := time.Now()
	a.send(t, get("/v1/users")).problem(t, http.StatusServiceUnavailable, "unavailable")
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	a.send(t, get("/v1/users").withToken("")).problem(t, 401, "unauthorized")
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	keys := &keyServer{}
	keys.has(trusted)
	server := &httptest.Server{Listener: ln, Config: &http.Server{Handler: keys, ReadHeaderTimeout: patience}}
	server.Start()
	defer server.Close()
	eventually(t, func() bool { return a.send(t, get("/v1/users")).status == http.StatusOK }, func() { t.Error("the keys aren't found when they are there") })
}
