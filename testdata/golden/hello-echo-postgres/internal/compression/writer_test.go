package compression_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"example.com/hello/internal/compression"
)

// answerOf returns what a client that accepts gzip gets of a handler.
func answerOf(t *testing.T, handler http.HandlerFunc) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	request.Header.Set("Accept-Encoding", "gzip")
	recorder := httptest.NewRecorder()
	w := compression.NewWriter(recorder, request)
	handler(w, request)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return recorder
}

func TestWriter(t *testing.T) {
	t.Parallel()
	write := func(w io.Writer, parts ...[]byte) {
		for _, part := range parts {
			if n, err := w.Write(part); n != len(part) || err != nil {
				t.Errorf("wrote %d of %d: %v", n, len(part), err)
			}
		}
	}
	stream := bytes.Repeat(long, 1000)
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		status  int
		body    []byte
		packed  bool
	}{
		"a whole body": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(long)))
			w.WriteHeader(http.StatusCreated)
			write(w, long)
		}, http.StatusCreated, long, true},
		"a body in parts": {func(w http.ResponseWriter, _ *http.Request) {
			write(w, long[:10], long[10:])
		}, http.StatusOK, long, true},
		"a short body": {func(w http.ResponseWriter, _ *http.Request) {
			write(w, long[:10])
		}, http.StatusOK, long[:10], false},
		"no body": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNoContent)
		}, http.StatusNoContent, nil, false},
		"an answer in place of one that had begun": {func(w http.ResponseWriter, _ *http.Request) {
			write(w, []byte("begun"))
			w.WriteHeader(http.StatusInternalServerError)
			write(w, long)
		}, http.StatusInternalServerError, long, true},
		"a stream": {func(w http.ResponseWriter, _ *http.Request) {
			write(w, stream[:1<<20], stream[1<<20:])
		}, http.StatusOK, stream, false},
		"what is flushed": {func(w http.ResponseWriter, _ *http.Request) {
			write(w, long)
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			write(w, long)
		}, http.StatusOK, append(bytes.Clone(long), long...), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := answerOf(t, tc.handler)
			got, header := response.Body.Bytes(), response.Result().Header
			length := header.Get("Content-Length")
			if packed := header.Get("Content-Encoding") == "gzip"; packed != tc.packed || packed && length != strconv.Itoa(len(got)) {
				t.Fatalf("got %v for %d bytes", header, len(got))
			}
			if tc.packed {
				got = unpack(t, got)
			}
			if response.Code != tc.status || !bytes.Equal(got, tc.body) {
				t.Errorf("got %d with %d bytes, want %d with %d", response.Code, len(got), tc.status, len(tc.body))
			}
			if varies := header.Get("Vary") == "Accept-Encoding"; varies != (len(tc.body) >= 1024) {
				t.Errorf("Vary is %q", header.Get("Vary"))
			}
		})
	}
}

func TestNothingIsSentWithoutClose(t *testing.T) {
	t.Parallel()
	recorder := httptest.NewRecorder()
	w := compression.NewWriter(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	if _, err := w.Write(long); err != nil || w.Status() != 0 || recorder.Body.Len() != 0 {
		t.Errorf("sent %d, %d bytes, %v", w.Status(), recorder.Body.Len(), err)
	}
	if err := w.Close(); err != nil || w.Status() != http.StatusOK || recorder.Body.Len() == 0 {
		t.Errorf("after Close: sent %d, %d bytes, %v", w.Status(), recorder.Body.Len(), err)
	}
}
