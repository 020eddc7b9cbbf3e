package server_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// getAs returns the answers to a GET and a HEAD, which may differ in the body alone.
func (s *testService) getAs(path string, header ...string) testAnswer {
	s.t.Helper()
	get, head := s.exchange(http.MethodGet, path, header...), s.exchange(http.MethodHead, path, header...)
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Length", "ETag", "Vary"} {
		if !slices.Equal(get.Header.Values(name), head.Header.Values(name)) {
			s.t.Errorf("%s: %s is %q for GET, %q for HEAD", path, name, get.Header.Values(name), head.Header.Values(name))
		}
	}
	if get.StatusCode != head.StatusCode || len(head.body) > 0 {
		s.t.Errorf("%s: HEAD got %d %q", path, head.StatusCode, head.body)
	}
	return get
}

// exchange is do for answers that the OpenAPI document has no encoding for.
func (s *testService) exchange(method, path string, header ...string) testAnswer {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, "http://"+s.address+path, http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("X-Request-ID", "the-same-for-all")
	for field := range slices.Chunk(header, 2) {
		request.Header.Set(field[0], field[1])
	}
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return testAnswer{Response: response, body: body}
}

func TestLongAnswersAreCompressed(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	for range 20 {
		s.create(f, nil)
	}
	nowhere := "/" + strings.Repeat("nowhere", 200)
	for _, path := range []string{f.collection, "/openapi.yaml", nowhere} {
		plain, packed := s.getAs(path), s.getAs(path, "Accept-Encoding", "gzip")
		reader, err := gzip.NewReader(bytes.NewReader(packed.body))
		if err != nil {
			t.Fatalf("%s: %v of %v", path, err, packed.Header)
		}
		body, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(body) != len(plain.body) || packed.StatusCode != plain.StatusCode {
			t.Errorf("%s: got %d with %d bytes, want %d with %d", path, packed.StatusCode, len(body), plain.StatusCode, len(plain.body))
		}
		if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Content-Length") != strconv.Itoa(len(packed.body)) {
			t.Errorf("%s: got %v for %d bytes", path, packed.Header, len(packed.body))
		}
		if !plain.varies() || !packed.varies() {
			t.Errorf("%s: it varies by %q and %q", path, plain.Header.Values("Vary"), packed.Header.Values("Vary"))
		}
	}
	if got := s.getAs("/healthz", "Accept-Encoding", "gzip"); got.Header.Get("Content-Encoding") != "" || got.varies() {
		t.Errorf("a short answer: got %v", got.Header)
	}
}

// varies tells whether another Accept-Encoding may get another answer.
func (a testAnswer) varies() bool {
	return slices.Contains(a.Header.Values("Vary"), "Accept-Encoding")
}

// The bytes in the log are those that were sent.
func TestTheLogCountsCompressedBytes(t *testing.T) {
	t.Parallel()
	s := startService(t)
	got := s.exchange(http.MethodGet, "/openapi.yaml", "Accept-Encoding", "gzip")
	if lines := s.log.requests(t, 1); len(lines) != 1 || lines[0]["bytes"] != float64(len(got.body)) {
		t.Errorf("sent %d, logged %v", len(got.body), lines)
	}
}

// What a client knows by the tag of a compressed resource, it may ask for and change.
func TestTagsOfCompressedResources(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	made := s.create(f, nil)
	path, etag := f.pathOf(t, made), made.Header.Get("ETag")
	packedTag := strings.TrimSuffix(etag, `"`) + `-gzip"`
	for kept, want := range map[string]string{etag: etag, packedTag: packedTag, `"other", ` + packedTag: packedTag} {
		got := s.getAs(path, "If-None-Match", kept, "Accept-Encoding", "gzip")
		if got.StatusCode != http.StatusNotModified || got.Header.Get("ETag") != want || !got.varies() {
			t.Errorf("%s: got %d %v", kept, got.StatusCode, got.Header)
		}
	}
	s.want(s.do(http.MethodGet, path, nil, "If-Match", `"other-gzip"`), http.StatusPreconditionFailed, "precondition_failed")
	s.want(s.do(http.MethodGet, path, nil, "If-Match", packedTag), http.StatusOK, "")
	s.want(s.do(http.MethodDelete, path, nil, "If-Match", packedTag), http.StatusNoContent, "")
}
