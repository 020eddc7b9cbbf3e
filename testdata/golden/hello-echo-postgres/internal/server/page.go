package server

import (
	"net/http"

	"example.com/hello/internal/httpapi"
)

// setSharing tells the browser whether a page may read the answer.
func (s *Server) setSharing(w http.ResponseWriter, r *http.Request) {
	for name, values := range httpapi.Sharing(s.cfg.CORS.AllowedOrigins, pageOf(r)) {
		w.Header()[name] = append(w.Header()[name], values...)
	}
}

func pageOf(r *http.Request) httpapi.PageRequest {
	return httpapi.PageRequest{
		Origin: r.Header.Values("Origin"),
		Method: r.Header.Values("Access-Control-Request-Method"),
	}
}
