package contract

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
)

// secret must not appear in anything that a service logs or sends.
const secret = "hunter2-s3cret"

func configuration(t *testing.T, s Service) {
	t.Run("all errors at once, with the names of the variables and without secrets", func(t *testing.T) {
		bad := map[string]string{
			"HTTP_ADDR": "nowhere", "HTTP_MAX_BODY_BYTES": "-1", "HTTP_READ_HEADER_TIMEOUT": "soon", "HTTP_READ_TIMEOUT": "fast", "HTTP_WRITE_TIMEOUT": "5",
			"HTTP_IDLE_TIMEOUT": "x", "HTTP_REQUEST_TIMEOUT": "y", "LOG_LEVEL": "shout", "LOG_FORMAT": "xml", "SHUTDOWN_DELAY": "z", "SHUTDOWN_TIMEOUT": "w",
		}
		if s.Store != Memory {
			bad["MIGRATE_ON_START"], bad["DATABASE_URL"] = "perhaps", "mysql://bob:"+secret+"@localhost/x"
		}
		if s.Metrics {
			bad["ADMIN_ADDR"], bad["PPROF"] = "here", "perhaps"
		}
		if s.RateLimit {
			bad["RATE_LIMIT_RPS"], bad["RATE_LIMIT_BURST"], bad["TRUSTED_PROXIES"] = "-1", "x", "10.0.0.0/33"
		}
		if s.Auth {
			bad["AUTH_ISSUER"], bad["AUTH_AUDIENCE"], bad["AUTH_JWKS_FILE"] = "", "", ""
		}
		code, printed := run(t, s, "nowhere", bad)
		if code == 0 || strings.Contains(printed, secret) {
			t.Errorf("exit code %d and\n%s", code, printed)
		}
		for name := range bad {
			if name == "AUTH_JWKS_FILE" {
				name = "AUTH_JWKS_URL" // one of the two
			}
			if !strings.Contains(printed, name) {
				t.Errorf("%s is missing in\n%s", name, printed)
			}
		}
	})
	t.Run("the error for an address in use contains it", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ln.Close() }()
		code, printed := run(t, s, ln.Addr().String(), nil)
		if code == 0 || !strings.Contains(printed, ln.Addr().String()) {
			t.Errorf("exit code %d and\n%s", code, printed)
		}
	})
	t.Run("PORT", func(t *testing.T) { port(t, s) })
	t.Run("an empty variable is the default", func(t *testing.T) {
		start(t, s, map[string]string{"LOG_LEVEL": "", "HTTP_IDLE_TIMEOUT": "", "SHUTDOWN_DELAY": "", "PPROF": "", "PORT": ""})
	})
	t.Run("logs JSON without a terminal", func(t *testing.T) {
		p := start(t, s, map[string]string{"LOG_FORMAT": ""})
		for line := range strings.Lines(p.output.String()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("not JSON: %s", line)
			}
		}
	})
	t.Run("LOG_FORMAT=text logs text", func(t *testing.T) {
		p := start(t, s, map[string]string{"LOG_FORMAT": "text"})
		if printed := p.output.String(); strings.Contains(printed, "{\"") || !strings.Contains(printed, "level=INFO") {
			t.Errorf("logged\n%s", printed)
		}
	})
	t.Run("LOG_LEVEL in any case", func(t *testing.T) {
		for _, level := range []string{"debug", "WARN", "Error"} {
			start(t, s, map[string]string{"LOG_LEVEL": level})
		}
	})
}

// port sets PORT, as platforms do, instead of HTTP_ADDR.
func port(t *testing.T, s Service) {
	_, number, err := net.SplitHostPort(freeAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	p := spawn(t, s, "127.0.0.1:"+number, map[string]string{"HTTP_ADDR": "", "PORT": number})
	p.waitFor(t, "/readyz", http.StatusOK)
	code, printed := run(t, s, "", map[string]string{"PORT": "http"})
	if code == 0 || !strings.Contains(printed, "PORT") {
		t.Errorf("with an invalid PORT: exit code %d and\n%s", code, printed)
	}
	if s.Healthcheck {
		if code, printed := run(t, s, "", map[string]string{"PORT": number}, "healthcheck"); code != 0 {
			t.Errorf("healthcheck: exit code %d and %s", code, printed)
		}
	}
}
