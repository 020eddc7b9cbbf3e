package server

import (
	"net/http"
	"time"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/ratelimit"
)

// setClient makes the client's address the request's, which otherwise is the peer's.
func (s *Server) setClient(r *http.Request) {
	if len(s.cfg.RateLimit.TrustedProxies) == 0 {
		return
	}
	forwarded := r.Header.Values("X-Forwarded-For")
	if client := ratelimit.ClientOf(s.cfg.RateLimit.TrustedProxies, r.RemoteAddr, forwarded); client.IsValid() {
		r.RemoteAddr = client.String()
	}
}

// admit returns an error when the client sends too many requests.
func (s *Server) admit(r *http.Request) error {
	if wait := s.limiter.Take(clientOf(r), time.Now()); wait > 0 {
		return httpapi.RateLimited(wait)
	}
	return nil
}
