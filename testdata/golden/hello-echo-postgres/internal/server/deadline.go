package server

import (
	"context"
	"net/http"
	"time"
)

// timed returns the request with a context that ends when the request has lasted too
// long; so does the reading of its body. The caller cancels the context in the end.
func (s *Server) timed(w http.ResponseWriter, r *http.Request) (*http.Request, context.CancelFunc) {
	connection := http.NewResponseController(w)
	if r.Body == http.NoBody {
		_ = connection.SetReadDeadline(time.Time{})
	} else {
		_ = connection.SetReadDeadline(time.Now().Add(min(s.cfg.ReadTimeout, s.cfg.RequestTimeout)))
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.cfg.RequestTimeout)
	return r.WithContext(ctx), cancel
}
