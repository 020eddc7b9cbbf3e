package server

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

func TestAHandlerThatWritesNothingIsLoggedAsItIsAnswered(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	s := &Server{log: slog.New(slog.NewJSONHandler(&log, nil))}
	r := chi.NewRouter()
	r.Use(s.observe)
	r.Get("/own", func(http.ResponseWriter, *http.Request) {})
	answer := httptest.NewRecorder()
	r.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/own", http.NoBody))
	if answer.Code != http.StatusOK || !strings.Contains(log.String(), `"status":200`) {
		t.Errorf("the answer is %d, the line %s", answer.Code, log.String())
	}
}
