package contract

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// framing is about where a request's body ends.
func framing(t *testing.T, a *api) {
	const chunked = "Transfer-Encoding: chunked"
	t.Run("a chunked body is a body, and its connection ends", func(t *testing.T) {
		for _, size := range []int{1, 7, 1000} {
			w := a.dial(t)
			w.say(rawPost("/v1/users", chunks(aUser().String(), size), chunked) + rawGet("/healthz", ""))
			got := w.rest(t, http.MethodPost)
			if len(got) != 1 || got[0].status != http.StatusCreated {
				t.Errorf("chunks of %d: %v", size, statuses(got))
			}
		}
	})
	t.Run("trailers and chunk extensions are fine", func(t *testing.T) {
		body := aUser().String()
		text := fmt.Sprintf("%x;a=b;c=\"d\"\r\n%s\r\n0\r\nX-Trailer: x\r\n\r\n", len(body), body)
		wantStatuses(t, a.raw(t, rawPost("/v1/users", text, chunked)), 201)
	})
	t.Run("trailers are no header fields", func(t *testing.T) {
		got := a.raw(t, rawPost("/v1/users", "2\r\n{}\r\n0\r\nX-Request-ID: late\r\n\r\n", chunked))
		wantStatuses(t, got, 422)
		if id := got[0].header.Get("X-Request-ID"); id == "late" {
			t.Errorf("the request has the id %s", id)
		}
	})
	t.Run("a chunked body over the limit is 413", func(t *testing.T) {
		wantStatuses(t, a.raw(t, rawPost("/v1/users", chunks(big, 8000), chunked)), 413)
	})
	t.Run("a declared length over the limit is 413 before the body comes", func(t *testing.T) {
		for _, fields := range [][]string{{"Content-Length: 1048577"}, {"Content-Length: 9999999999"}, {"Content-Length: 1048577", "Expect: 100-continue"}} {
			w := a.dial(t)
			w.say(rawPost("/v1/users", "", fields...))
			_ = w.SetDeadline(time.Now().Add(3 * time.Second))
			got, err := w.hear(http.MethodPost)
			if err != nil || got.status != http.StatusRequestEntityTooLarge {
				t.Errorf("%v: %d, %v", fields, got.status, err)
			}
		}
	})
	t.Run("Expect: 100-continue works", func(t *testing.T) {
		body := aUser().String()
		w := a.dial(t)
		w.say(rawPost("/v1/users", "", length(body), "Expect: 100-continue", "Connection: close"))
		if line, err := w.r.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
			t.Fatalf("%q, %v", line, err)
		}
		if line, err := w.r.ReadString('\n'); err != nil || line != "\r\n" {
			t.Fatalf("%q, %v", line, err)
		}
		w.say(body)
		wantStatuses(t, w.rest(t, http.MethodPost), 201)
	})
	t.Run("both lengths: one answer at most, and the connection ends", func(t *testing.T) {
		inner := rawGet("/healthz", "")
		for _, fields := range [][]string{{chunked, "Content-Length: 5"}, {"Content-Length: 5", chunked}, {chunked, length("0\r\n\r\n" + inner)}} {
			w := a.dial(t)
			w.say(rawPost("/v1/nothing", "0\r\n\r\n"+inner, fields...))
			if got := w.rest(t, http.MethodPost); len(got) > 1 || len(got) == 1 && (got[0].status < 400 || got[0].status >= 600) {
				t.Errorf("%v: %v", fields, statuses(got))
			}
		}
	})
	t.Run("half a body creates nothing", func(t *testing.T) { halfBody(t, a) })
	t.Run("many small pieces are one request", func(t *testing.T) {
		w := a.dial(t)
		body := aUser().String()
		for piece := range strings.SplitSeq(rawPost("/v1/users", body, length(body), "Connection: close"), "") {
			w.say(piece)
		}
		wantStatuses(t, w.rest(t, http.MethodPost), 201)
	})
	t.Run("the target may be absolute", func(t *testing.T) {
		wantStatuses(t, a.raw(t, rawGet("http://other.example/v1/users?limit=1", "")), 200)
		got := a.raw(t, rawGet("http://other.example/nothing?x=y", ""))
		got[0].problem(t, 404, "route_not_found")
		if instance := got[0].object(t)["instance"]; instance != "/nothing" {
			t.Errorf("instance is %q", instance)
		}
	})
	t.Run("OPTIONS * is for no route", func(t *testing.T) {
		a.raw(t, strings.Replace(rawGet("*", ""), "GET", "OPTIONS", 1))[0].problem(t, 404, "route_not_found")
	})
	t.Run("32 KiB of header fields are read", func(t *testing.T) {
		wantStatuses(t, a.raw(t, rawGet("/healthz", "X-Long", strings.Repeat("a", 31<<10))), 200)
		wantStatuses(t, a.raw(t, rawGet("/healthz", "X-Many", strings.Split(strings.Repeat("a,", 1500), ",")...)), 200)
	})
}

// halfBody breaks off within bodies that would have created something.
func halfBody(t *testing.T, a *api) {
	body := aUser()
	text := body.String()
	for name, half := range map[string]string{
		"a declared length": rawPost("/v1/users", text, fmt.Sprintf("Content-Length: %d", len(text)+10)),
		"a chunk":           rawPost("/v1/users", fmt.Sprintf("%x\r\n%s", len(text)+10, text), "Transfer-Encoding: chunked"),
		"the last chunk":    rawPost("/v1/users", fmt.Sprintf("%x\r\n%s\r\n", len(text), text), "Transfer-Encoding: chunked"),
	} {
		w := a.dial(t)
		w.say(half)
		if tcp, ok := w.Conn.(interface{ CloseWrite() error }); ok {
			_ = tcp.CloseWrite()
		}
		for _, got := range w.rest(t, http.MethodPost) {
			if got.status < 400 || got.status >= 500 {
				t.Errorf("%s: status %d", name, got.status)
			}
		}
	}
	a.create(t, "/v1/users", body)
}

func pipelines(t *testing.T, a *api) {
	body, second := aUser(), aUser()
	t.Run("are answered in their order", func(t *testing.T) {
		w := a.dial(t)
		var text strings.Builder
		for _, b := range []object{body, second} {
			text.WriteString(rawPost("/v1/users", b.String(), length(b.String())))
		}
		text.WriteString("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n" + rawGet("/healthz", ""))
		w.say(text.String())
		got := w.rest(t, http.MethodGet)
		wantStatuses(t, got, 201, 201, 404, 200)
		for n, b := range []object{body, second} {
			if email := got[n].object(t)["email"]; email != b["email"] {
				t.Errorf("answer %d is for %v, want %v", n, email, b["email"])
			}
		}
	})
	t.Run("a body that nobody reads is no request", func(t *testing.T) { unread(t, a) })
	t.Run("a connection lives on after an error", func(t *testing.T) {
		w := a.dial(t)
		for _, text := range []string{rawPost("/v1/users", "{", length("{")), rawPost("/v1/users", "{}", length("{}")), "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"} {
			w.say(text)
			if got, err := w.hear(http.MethodGet); err != nil || got.status < 400 {
				t.Fatalf("%.20q: %d, %v", text, got.status, err)
			}
		}
		w.say(rawGet("/healthz", ""))
		wantStatuses(t, w.rest(t, http.MethodGet), 200)
	})
}

// unread sends bodies that look like requests to where no body is read. A
// body may be drained or the connection closed; it is never a request.
func unread(t *testing.T, a *api) {
	for _, size := range []int{0, 100, 5000, 100_000, 1 << 20, 3 << 20} {
		victim := a.user(t)
		hidden := "DELETE " + victim.path + " HTTP/1.1\r\nHost: x\r\n\r\n"
		body := strings.Repeat("x", size) + hidden
		for name, text := range map[string]string{
			"no route":         rawPost("/nothing", body, length(body)),
			"no method":        strings.Replace(rawPost("/v1/users", body, length(body)), "POST", "PUT", 1),
			"unknown method":   strings.Replace(rawPost("/v1/users", body, length(body)), "POST", "FOO", 1),
			"no media type":    strings.Replace(rawPost("/v1/users", body, length(body)), "application/json", "text/plain", 1),
			"a bad id":         strings.Replace(rawPost("/v1/users/x", body, length(body)), "POST", "PATCH", 1),
			"a GET":            strings.Replace(rawPost("/v1/users", body, length(body)), "POST", "GET", 1),
			"a probe":          strings.Replace(rawPost("/healthz", body, length(body)), "POST", "GET", 1),
			"a chunked body":   rawPost("/nothing", chunks(body, 4000), "Transfer-Encoding: chunked"),
			"chunks for a GET": strings.Replace(rawPost("/v1/users", chunks(body, 4000), "Transfer-Encoding: chunked"), "POST", "GET", 1),
			"bad JSON":         rawPost("/v1/users", body, length(body)),
		} {
			w := a.dial(t)
			go w.say(text + rawGet("/readyz", "X-Request-ID", "after"))
			got := w.rest(t, http.MethodGet)
			if len(got) == 0 || len(got) > 2 {
				t.Errorf("%s with %d bytes: %v", name, len(body), statuses(got))
			}
			if len(got) == 2 && got[1].header.Get("X-Request-Id") != "after" {
				t.Errorf("%s with %d bytes: the second answer is %d %v", name, len(body), got[1].status, got[1].header)
			}
		}
		a.read(t, victim.path)
	}
}

func statuses(all []answer) []int {
	got := []int{}
	for _, a := range all {
		got = append(got, a.status)
	}
	return got
}

func wantStatuses(t *testing.T, all []answer, want ...int) {
	t.Helper()
	if got := statuses(all); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("statuses %v, want %v", got, want)
		for _, a := range all {
			t.Logf("%.300s", a.body)
		}
	}
}

// closed reports whether the other side ends the connection within patience.
func (w *wire) closed() bool {
	_, err := io.Copy(io.Discard, w.r)
	return err == nil || errors.Is(ended(err), io.EOF)
}
