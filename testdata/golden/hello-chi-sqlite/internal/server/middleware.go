package server

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"example.com/hello/internal/httpapi"
)

// identify gives the request its id, and the response the fields that all have.
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, s.identified(w, r))
	})
}

// observe logs the request.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer s.logExchange(watched, r, time.Now())
		next.ServeHTTP(watched, r)
	})
}

func (s *Server) logExchange(w middleware.WrapResponseWriter, r *http.Request, begin time.Time) {
	exchange := httpapi.Exchange{
		Method:   r.Method,
		Route:    chi.RouteContext(r.Context()).RoutePattern(),
		Status:   cmp.Or(w.Status(), http.StatusOK), // which net/http sends for a handler that wrote nothing
		Bytes:    w.BytesWritten(),
		Duration: time.Since(begin),
		Client:   clientOf(r),
	}
	s.record(r.Context(), exchange)
}

// recoverPanic answers for a handler that panics, http.ErrAbortHandler included.
func (s *Server) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.answerPanic(w, r)
		next.ServeHTTP(w, r)
	})
}

// answerPanic must be deferred. A response that has begun is cut off, so that no
// client takes it for whole.
func (s *Server) answerPanic(w http.ResponseWriter, r *http.Request) {
	value := recover()
	if value == nil {
		return
	}
	err := httpapi.NewPanicError(value)
	if watched, ok := w.(interface{ Status() int }); ok && watched.Status() != 0 {
		httpapi.Problem(r.Context(), s.log, httpapi.Path(r.RequestURI), err)
		panic(http.ErrAbortHandler)
	}
	s.sendProblem(w, r, err)
}

// limitTime ends the request's context, and the reading of its body, when the
// request has lasted too long.
func (s *Server) limitTime(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, cancel := s.timed(w, r)
		defer cancel()
		next.ServeHTTP(w, r)
	})
}
