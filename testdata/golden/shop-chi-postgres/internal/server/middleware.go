package server

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/telemetry"
)

// identify adds an ID to the request, and the common header fields to the response.
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := httpapi.RequestID(r.Header.Get("X-Request-Id"))
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if s.draining.Load() || len(r.TransferEncoding) > 0 { // Data after a chunked body may be forged (RFC 9112, 6.1).
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r.WithContext(telemetry.WithRequestID(r.Context(), id)))
	})
}

// observe logs and counts the request.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		telemetry.RequestStarted()
		response := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		request := telemetry.Request{Method: r.Method, Start: time.Now(), Client: middleware.GetClientIP(ctx)}
		defer func() {
			request.Route = chi.RouteContext(ctx).RoutePattern()
			request.Status = max(response.Status(), http.StatusOK)
			request.Bytes = response.BytesWritten()
			request.Done(ctx, s.log)
		}()
		next.ServeHTTP(response, r)
	})
}

// recoverPanics responds with an internal error if the handler panics.
func (s *Server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch cause := recover(); cause {
			case nil:
			case http.ErrAbortHandler:
				panic(cause)
			default:
				s.respondError(w, r, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// limit limits the time that a request may take and the size of its body. While the
// service starts, it lets requests wait for the store.
func (s *Server) limit(next http.Handler) http.Handler {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), s.cfg.RequestTimeout)
		defer cancel()
		if !open(r.URL.EscapedPath()) {
			if err := s.awaitPrepared(ctx, prepareWait); err != nil {
				return err
			}
		}
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, int64(s.cfg.MaxBodyBytes))
		next.ServeHTTP(w, r)
		return nil
	})
}
