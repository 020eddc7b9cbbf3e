package server

import (
	"net/http"

	"example.com/hello/internal/compression"
)

// compress sends long answers in gzip to clients that accept it.
func (*Server) compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := compression.NewWriter(w, r)
		next.ServeHTTP(answer, r)
		_ = answer.Close() // A client that is gone is no error.
	})
}
