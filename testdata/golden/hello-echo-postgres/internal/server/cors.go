package server

import (
	"net/http"
	"slices"

	"github.com/rs/cors"
)

// crossOrigin returns the CORS middleware, which lets pages of allowed origins call the API.
func (s *Server) crossOrigin() *cors.Cors {
	return cors.New(cors.Options{
		AllowOriginFunc: func(origin string) bool { return slices.Contains(s.cfg.AllowedOrigins, origin) },
		AllowedMethods:  []string{http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodPatch, http.MethodPost, http.MethodPut},
		AllowedHeaders:  []string{"Authorization", "Content-Type", "If-Match", "If-None-Match", "X-Request-ID"},
		ExposedHeaders:  []string{"ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-ID"},
		MaxAge:          600, // seconds
	})
}
