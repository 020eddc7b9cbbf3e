package contract

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// framing checks where the body of a valid request ends.
func framing(t *testing.T, a *api) {
	const chunked = "Transfer-Encoding: chunked"
	t.Run("a chunked body", func(t *testing.T) {
		for _, size := range []int{1, 7, 1000} {
			got := a.raw(t, rawPost("/v1/users", chunks(newUser().String(), size), chunked, "Connection: close"))
			wantStatuses(t, got, 201)
		}
	})
	t.Run("trailers aren't header fields", func(t *testing.T) {
		got := a.raw(t, rawPost("/v1/users", "2\r\n{}\r\n0\r\nX-Request-ID: late\r\n\r\n", chunked, "Connection: close"))
		wantStatuses(t, got, 422)
		if id := got[0].header.Get("X-Request-ID"); id == "late" {
			t.Errorf("the trailer became the request's id %s", id)
		}
	})
	t.Run("a chunked body over the limit is 413", func(t *testing.T) {
		wantStatuses(t, a.raw(t, rawPost("/v1/users", chunks(tooLong, 8000), chunked, "Connection: close")), 413)
	})
	t.Run("Expect: 100-continue works", func(t *testing.T) {
		body := newUser().String()
		w := a.dial(t)
		w.send(rawPost("/v1/users", "", length(body), "Expect: 100-continue", "Connection: close"))
		if line, err := w.r.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
			t.Fatalf("%q, %v", line, err)
		}
		if line, err := w.r.ReadString('\n'); err != nil || line != "\r\n" {
			t.Fatalf("%q, %v", line, err)
		}
		w.send(body)
		wantStatuses(t, w.receiveAll(t, http.MethodPost), 201)
	})
	t.Run("half a body creates nothing", func(t *testing.T) { halfBody(t, a) })
	t.Run("many small packets are one request", func(t *testing.T) {
		w := a.dial(t)
		body := newUser().String()
		for piece := range strings.SplitSeq(rawPost("/v1/users", body, length(body), "Connection: close"), "") {
			w.send(piece)
		}
		wantStatuses(t, w.receiveAll(t, http.MethodPost), 201)
	})
	t.Run("15 KiB of header fields are accepted", func(t *testing.T) {
		wantStatuses(t, a.raw(t, rawGet("/healthz", "X-Long", strings.Repeat("a", 15<<10))), 200)
		wantStatuses(t, a.raw(t, rawGet("/healthz", "X-Many", strings.Split(strings.Repeat("a,", 700), ",")...)), 200)
	})
}

// halfBody sends truncated requests that would otherwise create a row.
func halfBody(t *testing.T, a *api) {
	body := newUser()
	text := body.String()
	for name, half := range map[string]string{
		"a declared length": rawPost("/v1/users", text, fmt.Sprintf("Content-Length: %d", len(text)+10)),
		"a chunk":           rawPost("/v1/users", fmt.Sprintf("%x\r\n%s", len(text)+10, text), "Transfer-Encoding: chunked"),
		"the last chunk":    rawPost("/v1/users", fmt.Sprintf("%x\r\n%s\r\n", len(text), text), "Transfer-Encoding: chunked"),
	} {
		w := a.dial(t)
		w.send(half)
		w.closeWrite()
		for _, got := range w.receiveAll(t, http.MethodPost) {
			if got.status < 400 {
				t.Errorf("%s: status %d", name, got.status)
			}
		}
	}
	a.create(t, "/v1/users", body)
}

// pipelining sends requests before it receives the previous responses.
func pipelining(t *testing.T, a *api) {
	body, second := newUser(), newUser()
	t.Run("responses come in the order of the requests", func(t *testing.T) {
		w := a.dial(t)
		var text strings.Builder
		for _, b := range []object{body, second} {
			text.WriteString(rawPost("/v1/users", b.String(), length(b.String())))
		}
		text.WriteString("GET /nothing HTTP/1.1\r\n" + fromTrusted + "\r\n" + rawGet("/healthz", ""))
		w.send(text.String())
		got := w.receiveAll(t, http.MethodGet)
		wantStatuses(t, got, 201, 201, 404, 200)
		for n, b := range []object{body, second} {
			if email := got[n].object(t)["email"]; email != b["email"] {
				t.Errorf("response %d is for %v, want %v", n, email, b["email"])
			}
		}
	})
	t.Run("an unread body isn't a request", func(t *testing.T) { unread(t, a) })
	t.Run("a connection survives an error", func(t *testing.T) {
		w := a.dial(t)
		for _, text := range []string{rawPost("/v1/users", "{", length("{")), rawPost("/v1/users", "{}", length("{}")), "GET /nothing HTTP/1.1\r\n" + fromTrusted + "\r\n"} {
			w.send(text)
			if got, err := w.receive(http.MethodGet); err != nil || got.status < 400 {
				t.Fatalf("%.20q: %d, %v", text, got.status, err)
			}
		}
		w.send(rawGet("/healthz", ""))
		wantStatuses(t, w.receiveAll(t, http.MethodGet), 200)
	})
}

// unread sends bodies that look like requests where the service doesn't need to
// read a body. The service may drain the body or close the connection.
func unread(t *testing.T, a *api) {
	for _, size := range []int{0, 100, 5000, 100_000, 1 << 20, 3 << 20} {
		victim := a.user(t)
		body := strings.Repeat("x", size) + "DELETE " + victim.path + " HTTP/1.1\r\n" + fromTrusted + "\r\n"
		for name, text := range map[string]string{
			"no route":         rawPost("/nothing", body, length(body)),
			"no method":        strings.Replace(rawPost("/v1/users", body, length(body)), "POST", "PUT", 1),
			"unknown method":   strings.Replace(rawPost("/v1/users", body, length(body)), "POST", "FOO", 1),
			"no media type":    strings.Replace(rawPost("/v1/users", body, length(body)), "application/json", "text/plain", 1),
			"no token":         strings.Replace(rawPost("/v1/users", body, length(body)), "Bearer ", "Basic ", 1),
			"an invalid id":    strings.Replace(rawPost("/v1/users/x", body, length(body)), "POST", "PATCH", 1),
			"a GET":            strings.Replace(rawPost("/v1/users", body, length(body)), "POST", "GET", 1),
			"a probe":          strings.Replace(rawPost("/healthz", body, length(body)), "POST", "GET", 1),
			"a chunked body":   rawPost("/nothing", chunks(body, 4000), "Transfer-Encoding: chunked"),
			"chunks for a GET": strings.Replace(rawPost("/v1/users", chunks(body, 4000), "Transfer-Encoding: chunked"), "POST", "GET", 1),
			"bad JSON":         rawPost("/v1/users", body, length(body)),
		} {
			w := a.dial(t)
			go w.send(text + rawGet("/readyz", "X-Request-ID", "after"))
			got := w.receiveAll(t, http.MethodGet)
			if len(got) > 2 || len(got) == 2 && got[1].header.Get("X-Request-Id") != "after" {
				t.Errorf("%s with %d bytes: %v", name, len(body), statuses(got))
			}
		}
		a.read(t, victim.path)
	}
}

func statuses(all []response) []int {
	got := []int{}
	for _, a := range all {
		got = append(got, a.status)
	}
	return got
}

func wantStatuses(t *testing.T, all []response, want ...int) {
	t.Helper()
	if got := statuses(all); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("statuses %v, want %v", got, want)
		for _, a := range all {
			t.Logf("%.300s", a.body)
		}
	}
}

// closed reports whether the service closes the connection before the deadline.
func (w *connection) closed() bool {
	_, err := io.Copy(io.Discard, w.r)
	return err == nil || errors.Is(ended(err), io.EOF)
}

// closeWrite closes the sending side of the connection.
func (w *connection) closeWrite() {
	if tcp, ok := w.Conn.(interface{ CloseWrite() error }); ok {
		_ = tcp.CloseWrite()
	}
}
