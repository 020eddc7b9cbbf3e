package contract

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func slowClients(t *testing.T, s Service) {
	p := start(t, s, map[string]string{"HTTP_READ_HEADER_TIMEOUT": "500ms", "HTTP_READ_TIMEOUT": "1s", "HTTP_IDLE_TIMEOUT": "700ms"})
	head := "POST /v1/users HTTP/1.1\r\n" + fromTrusted + "Content-Type: application/json\r\nContent-Length: 1000\r\n"
	for name, c := range map[string]struct {
		first string        // sent at once
		drip  string        // then sent one character at a time
		most  time.Duration // the limit until the response or the close
	}{
		"nothing at all":           {"", "", 3 * time.Second},
		"half a request line":      {"GET /hea", "", 3 * time.Second},
		"half the header":          {head, "", 3 * time.Second},
		"a slow header":            {"GET /healthz HTTP/1.1\r\n", "X-Slow: " + strings.Repeat("a", 100), 3 * time.Second},
		"half a body":              {head + "\r\n{", "", 4 * time.Second},
		"a slow body":              {head + "\r\n{", strings.Repeat(" ", 100), 4 * time.Second},
		"half a body for no route": {strings.Replace(head, "/v1/users", "/nothing", 1) + "\r\n{", "", 4 * time.Second},
		"an idle connection":       {"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "", 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := p.dial(t)
			began := time.Now()
			w.send(c.first)
			go func() {
				for drop := range strings.SplitSeq(c.drip, "") {
					time.Sleep(100 * time.Millisecond)
					if _, err := io.WriteString(w, drop); err != nil {
						return
					}
				}
			}()
			_ = w.SetDeadline(began.Add(c.most))
			if !w.closed() {
				t.Errorf("the connection is still open after %s", time.Since(began))
			}
		})
	}
	t.Run("other clients are served in the meantime", func(t *testing.T) {
		api := connect(t, s, p)
		began := time.Now()
		api.user(t)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("a request took %s", took)
		}
	})
	t.Run("a client that doesn't read responses is disconnected", func(t *testing.T) { neverReads(t, s) })
}

// neverReads requests more data than the sockets can buffer, and reads it late.
func neverReads(t *testing.T, s Service) {
	a := connect(t, s, start(t, s, map[string]string{"HTTP_WRITE_TIMEOUT": "1s"}))
	for range 60 {
		a.create(t, "/v1/users", newUser().but("name", strings.Repeat("\U0001F600", 255)))
	}
	size := len(a.send(t, get("/v1/users?limit=100")).body)
	w := a.dial(t)
	const asked = 500
	go w.send(strings.Repeat("GET /v1/users?limit=100 HTTP/1.1\r\n"+fromTrusted+"\r\n", asked))
	time.Sleep(4 * time.Second)
	n, err := io.Copy(io.Discard, w.r)
	if n >= int64(asked*size) || err != nil && !errors.Is(ended(err), io.EOF) {
		t.Errorf("after 4 s, all %d bytes were sent or the connection was still open: %d, %v", asked*size, n, err)
	}
}
