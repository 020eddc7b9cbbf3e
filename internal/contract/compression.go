package contract

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// compression checks what is sent in gzip, to whom, and what is told of it.
func compression(t *testing.T, a *api) {
	if !a.Compression {
		got := a.send(t, get("/openapi.yaml").with("Accept-Encoding", "gzip"))
		if got.header.Get("Content-Encoding") != "" || strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("got %v", got.header)
		}
		return
	}
	for range 20 {
		a.user(t)
	}
	nowhere := "/" + strings.Repeat("nowhere", 200)
	for _, path := range []string{"/v1/users", "/openapi.yaml", nowhere} {
		plain := a.send(t, get(path).with("X-Request-ID", "r"))
		for sent, want := range map[string]bool{
			"gzip": true, "br, gzip;q=0.1": true, "*": true, "x-gzip": true, "identity;q=0, *": true,
			"br": false, "gzip;q=0": false, "*;q=0": false, "identity, gzip;q=0.5": false, "gzip;q=2": false,
		} {
			got := a.send(t, get(path).with("X-Request-ID", "r").with("Accept-Encoding", sent))
			checkEncoding(t, fmt.Sprintf("%.20s for %s", path, sent), got, plain, want)
		}
	}
	for _, path := range []string{"/healthz", "/v1/users/" + nobody} {
		if got := a.send(t, get(path).with("Accept-Encoding", "gzip")); got.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: a short answer with %v", path, got.header)
		}
	}
	compressedTags(t, a)
}

// checkEncoding holds an answer to the one that isn't compressed.
func checkEncoding(t *testing.T, what string, got, plain answer, packed bool) {
	t.Helper()
	body := got.body
	if length := got.header.Get("Content-Length"); length != strconv.Itoa(len(body)) {
		t.Errorf("%s: %s bytes are declared of %d", what, length, len(body))
	}
	if (got.header.Get("Content-Encoding") == "gzip") != packed {
		t.Errorf("%s: got %v", what, got.header)
		return
	}
	if packed {
		body = unpacked(t, body)
	}
	if body != plain.body || got.status != plain.status {
		t.Errorf("%s: it is another answer", what)
	}
	if !slices.Contains(got.header.Values("Vary"), "Accept-Encoding") {
		t.Errorf("%s: it varies by %q", what, got.header.Values("Vary"))
	}
}

func unpacked(t *testing.T, body string) string {
	t.Helper()
	reader, err := gzip.NewReader(bytes.NewReader([]byte(body)))
	if err != nil {
		t.Error(err)
		return ""
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// compressedTags checks that each encoding has its own strong tag, by which the resource
// can be asked for and changed.
func compressedTags(t *testing.T, a *api) {
	if !a.Orders {
		return
	}
	order := a.order(t)
	long := object{"note": strings.Repeat("note ", 400)}
	plainTag := a.send(t, patched(order.path, long.String())).header.Get("ETag")
	packed := a.send(t, get(order.path).with("Accept-Encoding", "gzip"))
	tag := packed.header.Get("ETag")
	if packed.header.Get("Content-Encoding") != "gzip" || tag == plainTag || strings.HasPrefix(tag, "W/") {
		t.Errorf("got %v, and %s of what isn't compressed", packed.header, plainTag)
	}
	head := a.send(t, request{method: http.MethodHead, path: order.path}.with("Accept-Encoding", "gzip"))
	for _, name := range []string{"Content-Encoding", "Content-Length", "Content-Type", "ETag", "Vary"} {
		if !slices.Equal(head.header.Values(name), packed.header.Values(name)) {
			t.Errorf("%s is %q for HEAD, %q for GET", name, head.header.Values(name), packed.header.Values(name))
		}
	}
	for _, kept := range []string{tag, plainTag} {
		got := a.send(t, get(order.path).with("Accept-Encoding", "gzip").with("If-None-Match", kept))
		if got.status != http.StatusNotModified || got.header.Get("ETag") != kept {
			t.Errorf("kept as %s: got %d %v", kept, got.status, got.header)
		}
	}
	a.send(t, patched(order.path, `{"note":"short"}`).with("If-Match", tag)).want(t, http.StatusOK)
	a.send(t, patched(order.path, `{"note":"again"}`).with("If-Match", tag)).problem(t, http.StatusPreconditionFailed, "precondition_failed")
}
