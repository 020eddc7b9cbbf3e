package contract

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

// compression checks which responses are compressed. The service decides from
// which length on.
func compression(t *testing.T, a *api) {
	if !a.Compression {
		got := a.send(t, get("/openapi.yaml").with("Accept-Encoding", "gzip"))
		if got.header.Get("Content-Encoding") != "" || varies(got, "Accept-Encoding") {
			t.Errorf("got %v", got.header)
		}
		return
	}
	for range 20 {
		a.user(t)
	}
	for _, path := range []string{"/v1/users", "/openapi.yaml"} {
		plain := a.send(t, get(path))
		for accepted, want := range map[string]bool{
			"gzip": true, "br, gzip": true, "gzip, deflate, br, zstd": true, "gzip;q=0.5": true, "br": false, "identity": false, "gzip;q=0": false, "": false,
		} {
			got := a.send(t, get(path).with("Accept-Encoding", accepted))
			compressed := got.header.Get("Content-Encoding") == "gzip"
			if compressed != want || !varies(got, "Accept-Encoding") {
				t.Errorf("%s for %q: %v", path, accepted, got.header)
			}
			if compressed {
				got.body = uncompressed(t, got.body)
			}
			if got.body != plain.body || got.status != plain.status {
				t.Errorf("%s for %q: the response differs", path, accepted)
			}
		}
	}
	t.Run("preconditions", func(t *testing.T) { compressedETags(t, a) })
	t.Run("memory is bounded", func(t *testing.T) {
		a := newAPI(t, a.Service)
		for range 100 {
			a.user(t)
		}
		a.together(t, 32, func(int) request { return get("/v1/users?limit=100").with("Accept-Encoding", "gzip") })
		a.wantMemoryBelow(t, 64<<20)
	})
}

func varies(got response, by string) bool {
	return strings.Contains(strings.Join(got.header.Values("Vary"), ","), by)
}

func uncompressed(t *testing.T, body string) string {
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

// compressedETags checks preconditions with the ETag of a compressed response.
func compressedETags(t *testing.T, a *api) {
	if !a.Orders {
		return
	}
	order := a.order(t)
	a.send(t, patched(order.path, object{"note": strings.Repeat("note ", 400)}.String())).want(t, http.StatusOK)
	read := get(order.path).with("Accept-Encoding", "gzip")
	tag := a.send(t, read).header.Get("ETag")
	a.send(t, read.with("If-None-Match", tag)).want(t, http.StatusNotModified)
	a.send(t, patched(order.path, `{"note":"short"}`).with("If-Match", tag)).want(t, http.StatusOK)
	a.send(t, patched(order.path, `{"note":"again"}`).with("If-Match", tag)).problem(t, http.StatusPreconditionFailed, "precondition_failed")
}
