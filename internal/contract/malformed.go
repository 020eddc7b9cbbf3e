package contract

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// hidden is a pair of requests that an attacker hides in the body of another
// request: they delete one user and create another.
type hidden struct {
	victim created
	user   object
}

func (h hidden) String() string {
	return "DELETE " + h.victim.path + " HTTP/1.1\r\n" + fromTrusted + "\r\n" + rawPost("/v1/users", h.user.String(), length(h.user.String()))
}

// check fails the test if the service has executed one of the hidden requests.
func (h hidden) check(t *testing.T, a *api) {
	t.Helper()
	a.send(t, get(h.victim.path)).want(t, http.StatusOK)
	a.create(t, "/v1/users", h.user)
}

// malformed sends requests that no HTTP client sends. The service may respond to
// each at most once, and must stay healthy.
func malformed(t *testing.T, shared *api) {
	a := newAPI(t, shared.Service)
	for name, text := range map[string]string{
		"no Host":                     "GET /healthz HTTP/1.1\r\n\r\n",
		"two Hosts":                   "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"the same Host twice":         "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
		"a Host with a space":         "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n",
		"a space before the colon":    "GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n",
		"a space in a name":           "GET /healthz HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n",
		"an empty name":               "GET /healthz HTTP/1.1\r\nHost: a\r\n: z\r\n\r\n",
		"a NUL in a name":             "GET /healthz HTTP/1.1\r\nHost: a\r\nX\x00: z\r\n\r\n",
		"no colon":                    "GET /healthz HTTP/1.1\r\nHost: a\r\nXY\r\n\r\n",
		"a NUL in a value":            "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
		"a CR in a value":             "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
		"no version":                  "GET /healthz\r\nHost: a\r\n\r\n",
		"a version in lower case":     "GET /healthz http/1.1\r\nHost: a\r\n\r\n",
		"a longer version":            "GET /healthz HTTP/1.10\r\nHost: a\r\n\r\n",
		"another protocol":            "GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
		"the preface of HTTP/2":       "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"a method with a colon":       "GE:T /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
		"no method":                   " /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
		"noise":                       "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("\x00", 50) + "\r\n\r\n",
		"a target with a space":       "GET /health z HTTP/1.1\r\nHost: a\r\n\r\n",
		"a target with a NUL":         "GET /health\x00z HTTP/1.1\r\nHost: a\r\n\r\n",
		"a target without a slash":    "GET healthz HTTP/1.1\r\nHost: a\r\n\r\n",
		"a host and port as a target": "GET a.example:80 HTTP/1.1\r\nHost: a.example:80\r\nConnection: close\r\n\r\n",
		"2 MiB of header fields":      "GET /healthz HTTP/1.1\r\nHost: a\r\n" + strings.Repeat("X-A: "+strings.Repeat("b", 1000)+"\r\n", 2100) + "\r\n",
		"one field of 2 MiB":          "GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: " + strings.Repeat("b", 2<<20) + "\r\n\r\n",
		"a name of 2 MiB":             "GET /healthz HTTP/1.1\r\nHost: a\r\n" + strings.Repeat("b", 2<<20) + ": x\r\n\r\n",
		"a target of 2 MiB":           "GET /" + strings.Repeat("b", 2<<20) + " HTTP/1.1\r\nHost: a\r\n\r\n",
		"a method of 2 MiB":           strings.Repeat("b", 2<<20) + " / HTTP/1.1\r\nHost: a\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) { a.survives(t, text) })
	}
	t.Run("smuggling", func(t *testing.T) { smuggling(t, a) })
	t.Run("a TLS client", func(t *testing.T) {
		conn, err := tls.DialWithDialer(&net.Dialer{Timeout: timeout}, "tcp", a.addr, &tls.Config{ServerName: "service.example"})
		if err == nil {
			_ = conn.Close()
			t.Error("the handshake succeeded")
		}
	})
	t.Run("endless requests", func(t *testing.T) { endless(t, a.Service) })
	a.user(t)
}

// survives sends only this text on a connection.
func (a *api) survives(t *testing.T, text string) {
	t.Helper()
	w := a.dial(t)
	go func() {
		w.send(text)
		w.closeWrite()
	}()
	if got := w.receiveAll(t, http.MethodGet); len(got) > 1 {
		t.Errorf("%d responses: %v", len(got), statuses(got))
	}
	a.send(t, get("/healthz")).want(t, http.StatusOK)
}

// hides sends a request followed by hidden ones, which must not be executed.
func (a *api) hides(t *testing.T, head, body string) {
	t.Helper()
	h := hidden{a.user(t), newUser()}
	body += h.String()
	text := strings.Replace(head, "ALL", fmt.Sprint(len(body)), 1) + "\r\n\r\n" + body
	w := a.dial(t)
	go func() {
		w.send(text)
		w.closeWrite()
	}()
	if got := w.receiveAll(t, http.MethodGet); len(got) > 2 {
		t.Errorf("%d responses: %v", len(got), statuses(got))
	}
	h.check(t, a)
}

// smuggling sends requests with an ambiguous end. ALL is replaced by the length of
// everything after the header.
func smuggling(t *testing.T, a *api) {
	const chunked = "Transfer-Encoding: chunked"
	for name, c := range map[string][2]string{
		"two lengths":                     {"Content-Length: 5\r\nContent-Length: 6", "hello"},
		"a list of lengths":               {"Content-Length: 5, 6", "hello"},
		"a negative length":               {"Content-Length: -5", ""},
		"a length with a sign":            {"Content-Length: +5", "hello"},
		"a length that's a word":          {"Content-Length: many", ""},
		"an empty length":                 {"Content-Length:", "hello"},
		"a length in hexadecimals":        {"Content-Length: 0x5", "hello"},
		"a length with a point":           {"Content-Length: 5.0", "hello"},
		"a length with a space inside":    {"Content-Length: 5 6", "hello"},
		"a length of 2^64":                {"Content-Length: 18446744073709551616", ""},
		"a length of 2^64 and 5":          {"Content-Length: 18446744073709551621", "hello"},
		"a length under a spaced name":    {"Content-Length : 5", "hello"},
		"an unknown coding":               {"Transfer-Encoding: xchunked", "0\r\n\r\n"},
		"a coding in quotes":              {`Transfer-Encoding: "chunked"`, "0\r\n\r\n"},
		"a coding with a parameter":       {"Transfer-Encoding: chunked;q=1", "0\r\n\r\n"},
		"a coding with a vertical tab":    {"Transfer-Encoding: \x0bchunked", "0\r\n\r\n"},
		"a coding with a NUL":             {"Transfer-Encoding: chunked\x00", "0\r\n\r\n"},
		"an empty coding":                 {"Transfer-Encoding:\r\nContent-Length: ALL", "0\r\n\r\n"},
		"chunked twice":                   {chunked + "\r\n" + chunked, "0\r\n\r\n"},
		"chunked twice in a field":        {"Transfer-Encoding: chunked, chunked", "0\r\n\r\n"},
		"chunked not last":                {"Transfer-Encoding: chunked, gzip", "0\r\n\r\n"},
		"chunked, then none":              {chunked + "\r\nTransfer-Encoding: identity", "0\r\n\r\n"},
		"none, then chunked":              {"Transfer-Encoding: identity\r\n" + chunked, "0\r\n\r\n"},
		"a coding and a length":           {chunked + "\r\nContent-Length: ALL", "0\r\n\r\n"},
		"a length and a coding":           {"Content-Length: ALL\r\n" + chunked, "0\r\n\r\n"},
		"a coding hidden by a tab":        {"Transfer-Encoding:\tchunked\r\nContent-Length: ALL", "0\r\n\r\n"},
		"a coding under a spaced name":    {"Transfer-Encoding : chunked\r\nContent-Length: ALL", "0\r\n\r\n"},
		"a coding after a lone LF":        {"Content-Length: ALL\r\nX: y\n" + chunked, "0\r\n\r\n"},
		"a coding after a lone CR":        {"Content-Length: ALL\r\nX: y\r" + chunked, "0\r\n\r\n"},
		"a coding on a folded line":       {"Content-Length: ALL\r\nTransfer-Encoding:\r\n chunked", "0\r\n\r\n"},
		"a chunk size that's a word":      {chunked, "zz\r\n"},
		"a chunk size of 2^64":            {chunked, "10000000000000000\r\n"},
		"a chunk size of 2^64 and 5":      {chunked, "10000000000000005\r\nhello\r\n0\r\n\r\n"},
		"a chunk size with a sign":        {chunked, "+5\r\nhello\r\n0\r\n\r\n"},
		"a negative chunk size":           {chunked, "-5\r\nhello\r\n0\r\n\r\n"},
		"a chunk size with a prefix":      {chunked, "0x5\r\nhello\r\n0\r\n\r\n"},
		"a chunk size with an underscore": {chunked, "0_5\r\nhello\r\n0\r\n\r\n"},
		"an empty chunk size":             {chunked, "\r\nhello\r\n0\r\n\r\n"},
		"a chunk longer than declared":    {chunked, "1\r\nab\r\n0\r\n\r\n"},
		"a chunk without an end":          {chunked, "5\r\nhello0\r\n\r\n"},
		"a chunk that ends otherwise":     {chunked, "5\r\nhelloXX0\r\n\r\n"},
		"lines that end in LF alone":      {chunked, "5\nhello\n0\n\n"},
		"an extension with a lone LF":     {chunked, "5;a\nhello\r\n0\r\n\r\n"},
		"an extension of 2 MiB":           {chunked, "5;" + strings.Repeat("a", 2<<20) + "\r\nhello\r\n0\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, head := range []string{
				"POST /nothing HTTP/1.1\r\n" + fromTrusted,
				"POST /v1/users HTTP/1.1\r\n" + fromTrusted + "Content-Type: application/json\r\n",
				"GET /v1/users?limit=1 HTTP/1.1\r\n" + fromTrusted,
				"POST /nothing HTTP/1.0\r\n" + fromTrusted + "Connection: keep-alive\r\n",
			} {
				a.hides(t, head+c[0], c[1])
			}
		})
	}
}

// endless sends endless requests from many clients at the same time. The service
// must disconnect them.
func endless(t *testing.T, s Service) {
	p := start(t, s, map[string]string{"HTTP_READ_HEADER_TIMEOUT": "2s", "HTTP_READ_TIMEOUT": "2s", "HTTP_REQUEST_TIMEOUT": "2s"})
	t.Cleanup(func() {
		p.waitFor(t, "/healthz", http.StatusOK)
		if used, ok := p.memory("VmRSS:"); ok && used > 150<<20 {
			t.Errorf("the service uses %d MiB of memory", used>>20)
		}
	})
	for name, c := range map[string][2]string{
		"a target":                       {"GET /", strings.Repeat("a", 10_000)},
		"a header field":                 {"GET /healthz HTTP/1.1\r\nHost: a\r\nX: ", strings.Repeat("a", 10_000)},
		"header fields":                  {"GET /healthz HTTP/1.1\r\nHost: a\r\n", strings.Repeat("X: "+strings.Repeat("a", 95)+"\r\n", 100)},
		"empty lines":                    {"", strings.Repeat("\r\n", 5000)},
		"chunks":                         {rawPost("/v1/users", "", "Transfer-Encoding: chunked"), chunk(10_000)},
		"chunks for no route":            {rawPost("/nothing", "", "Transfer-Encoding: chunked"), chunk(10_000)},
		"chunks for a GET":               {strings.Replace(rawPost("/v1/users", "", "Transfer-Encoding: chunked"), "POST", "GET", 1), chunk(10_000)},
		"chunks of a byte":               {rawPost("/v1/users", "", "Transfer-Encoding: chunked"), strings.Repeat(chunk(1), 2000)},
		"a chunk's extension":            {rawPost("/v1/users", "1;", "Transfer-Encoding: chunked"), strings.Repeat("a", 10_000)},
		"trailers":                       {rawPost("/v1/users", "0\r\n", "Transfer-Encoding: chunked"), strings.Repeat("X: "+strings.Repeat("a", 95)+"\r\n", 100)},
		"a declared length":              {rawPost("/v1/users", "", "Content-Length: 9000000000000000000"), strings.Repeat(" ", 10_000)},
		"a declared length for no route": {rawPost("/nothing", "", "Content-Length: 9000000000000000000"), strings.Repeat(" ", 10_000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var clients sync.WaitGroup
			for range 4 {
				clients.Go(func() { p.endlessly(t, c[0], c[1]) })
			}
			clients.Wait()
		})
	}
}

// endlessly sends first once, then again repeatedly until the connection is closed.
func (p *process) endlessly(t *testing.T, first, again string) {
	const limit = 8 * time.Second
	w, err := p.open()
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = w.Close() }()
	_ = w.SetDeadline(time.Now().Add(limit))
	if _, err = w.Write([]byte(first)); err != nil {
		t.Error(err)
		return
	}
	sent := 0
	for err == nil {
		var n int
		n, err = w.Write([]byte(again))
		sent += n
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the connection is still open after %s and %d bytes", limit, sent)
	}
}

func chunk(size int) string { return fmt.Sprintf("%x\r\n%s\r\n", size, strings.Repeat(" ", size)) }
