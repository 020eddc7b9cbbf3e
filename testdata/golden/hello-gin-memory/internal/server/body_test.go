package server

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/hello/internal/failure"
	"example.com/hello/internal/httpapi"
)

// Routes of the service's own read the body themselves.
func TestNoHandlerReadsMoreThanALargestBody(t *testing.T) {
	t.Parallel()
	for what, tc := range map[string]struct {
		sent    string
		refused bool
	}{
		"the largest":       {strings.Repeat("a", 1000), false},
		"a byte more":       {strings.Repeat("a", 1001), true},
		"a whole lot more":  {strings.Repeat("a", 500_000), true},
		"none":              {"", false},
		"less than allowed": {"a", false},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			var got []byte
			var err error
			handler := drainedAfter(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got, err = io.ReadAll(r.Body)
			}), 1000)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/own", strings.NewReader(tc.sent))
			handler.ServeHTTP(httptest.NewRecorder(), r)
			var refusal httpapi.RequestError
			if refused := errors.As(err, &refusal) && refusal.Reason == failure.BodyTooLarge; refused != tc.refused {
				t.Errorf("got %v after %d bytes", err, len(got))
			}
			if !tc.refused && string(got) != tc.sent {
				t.Errorf("got %d bytes of %d", len(got), len(tc.sent))
			}
		})
	}
}
