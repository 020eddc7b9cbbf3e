package server

import (
	"context"
	"net/http"
	"time"
)

// timed returns the request with a context that ends when the request has lasted too
// long; so does the reading of its body. The caller cancels the context in the end.
func (s *Server) timed(w http.ResponseWriter, r *http.Request) (*http.Request, context.CancelFunc) {
	if r.Body != http.NoBody {
		end := time.Now().Add(min(s.cfg.ReadTimeout, s.cfg.RequestTimeout))
		_ = http.NewResponseController(w).SetReadDeadline(end)
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.cfg.RequestTimeout)
	return r.WithContext(ctx), cancel
}
