package server

import "net/http"

// resolveClient finds out who sends the request, behind trusted proxies too.
func (s *Server) resolveClient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.setClient(r)
		next.ServeHTTP(w, r)
	})
}

// limitRate refuses the request of a client that sends too many.
func (s *Server) limitRate(next http.Handler) http.Handler {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.admit(r); err != nil {
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	})
}
