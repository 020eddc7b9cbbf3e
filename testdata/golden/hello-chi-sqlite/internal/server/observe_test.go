package server

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"example.com/hello/internal/httpapi"
)

func TestAHandlerThatWritesNothingIsLoggedAsItIsAnswered(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	requests := httpapi.NewRequestLog(&log, func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) })
	s := &Server{requestLog: requests}
	r := chi.NewRouter()
	r.Use(s.observe)
	r.Get("/own", func(http.ResponseWriter, *http.Request) {})
	answer := httptest.NewRecorder()
	r.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/own", http.NoBody))
	requests.Close()
	if answer.Code != http.StatusOK || !strings.Contains(log.String(), `"status":200`) {
		t.Errorf("the answer is %d, the line %s", answer.Code, log.String())
	}
}
