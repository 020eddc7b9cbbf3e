package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestClient_Read(t *testing.T) {
	for name, tc := range map[string]struct {
		answer string
		length int
		fails  bool
	}{
		"of a header that isn't all there": {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n", -1, false},
		"after its body":                   {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP", 41, false},
		"before its body is all there":     {"HTTP/1.1 200 OK\r\nContent-Length: 30\r\nDate: x\r\n\r\nabc", 78, false},
		"in the middle of chunks":          {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", -1, false},
		"after the last chunk":             {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 60, false},
		"without a length":                 {"HTTP/1.1 200 OK\r\nDate: Content-Length\r\n\r\nabc", 0, true},
		"with a length that is none":       {"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n", 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			length, err := lengthOf([]byte(tc.answer))
			if (err != nil) != tc.fails || err == nil && length != tc.length {
				t.Errorf("got %d, %v", length, err)
			}
		})
	}
}

func TestLoad_CountsAnswers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/broken" {
			w.WriteHeader(http.StatusTeapot)
		}
		fmt.Fprint(w, strings.Repeat("x", 1000))
	}))
	defer server.Close()
	var numbers counter
	addr := server.Listener.Addr().String()
	got, err := getting("get", "/", "").run(addr, &numbers, 500, 0)
	if err != nil || got.requests != 500 || numbers.Load() != 500 {
		t.Errorf("got %+v, %d numbers, %v", got, numbers.Load(), err)
	}
	if _, err := getting("get", "/broken", "").run(addr, &numbers, 500, 0); err == nil || !strings.Contains(err.Error(), "418") {
		t.Errorf("a status that isn't of success: got %v", err)
	}
}

func TestTargets_NamesMissed(t *testing.T) {
	var checked targets
	checked.atMost("size", 15, 15, " MB")
	checked.atLeast("speed", 80, 80, " %")
	checked.holds("it ends", true)
	if err := checked.err(); err != nil {
		t.Errorf("no target is missed, but got %v", err)
	}
	checked.atMost("size", 15.2, 15, " MB")
	checked.atLeast("speed", 79.9, 80, " %")
	checked.holds("it ends", false)
	want := "MISSED TARGETS:\n  size: 15.2 MB, but the target is at most 15 MB\n  speed: 79.9 %, but the target is at least 80 %\n  it ends"
	if err := checked.err(); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
