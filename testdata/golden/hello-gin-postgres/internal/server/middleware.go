package server

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/hello/internal/auth"
	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/telemetry"
)

type headKey struct{}

// headRouter lets HEAD requests use the GET route if there is no HEAD route.
type headRouter struct{ *gin.Engine }

func (r headRouter) route(c *gin.Context) {
	switch {
	case c.Request.Context().Value(headKey{}) != nil:
		c.Request.Method = http.MethodHead // Routing is done.
	case c.Request.Method == http.MethodHead && c.FullPath() == "":
		c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), headKey{}, true))
		c.Request.Method = http.MethodGet // net/http has the original, and discards the body.
		c.Status(http.StatusOK)
		c.Writer.Header().Del("Allow")
		r.HandleContext(c)
		c.Abort()
	}
}

// identify adds an ID to the request, and the common header fields to the response.
func (s *Server) identify(c *gin.Context) {
	id := httpapi.RequestID(c.GetHeader("X-Request-Id"))
	c.Header("X-Request-Id", id)
	c.Header("X-Content-Type-Options", "nosniff")
	if s.draining.Load() || len(c.Request.TransferEncoding) > 0 { // Data after a chunked body may be forged (RFC 9112, 6.1).
		c.Header("Connection", "close")
	}
	c.Request = c.Request.WithContext(telemetry.WithRequestID(c.Request.Context(), id))
}

// observe logs and counts the request.
func (s *Server) observe(c *gin.Context) {
	ctx := c.Request.Context()
	request := telemetry.Request{Method: c.Request.Method, Route: c.FullPath(), Start: time.Now(), Client: c.ClientIP()}
	defer func() {
		request.Status = c.Writer.Status()
		request.Bytes = max(c.Writer.Size(), 0)
		request.Done(ctx, s.log)
	}()
	c.Next()
}

// handleErrors sends the problem for the last error of a handler.
func (s *Server) handleErrors(c *gin.Context) {
	c.Next()
	if err := c.Errors.Last(); err != nil {
		s.respondError(c, err.Err)
	}
}

// recoverPanics turns a panic in the handler into an error.
func recoverPanics(c *gin.Context) {
	defer func() {
		switch cause := recover(); cause {
		case nil:
		case http.ErrAbortHandler:
			panic(cause)
		default:
			_ = c.Error(fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
			c.Abort()
		}
	}()
	c.Next()
}

// limitRate rejects the requests of a client that sends too many. Probes are exempt.
func (s *Server) limitRate(c *gin.Context) {
	if probe(c.Request.URL.EscapedPath()) {
		return
	}
	if wait := s.limiter.Take(c.ClientIP()); wait > 0 {
		_ = c.Error(httpapi.TooManyRequests(wait))
		c.Abort()
	}
}

// limit limits the time that a request may take and the size of its body. While the
// service starts, it lets requests wait for the store.
func (s *Server) limit(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.cfg.RequestTimeout)
	defer cancel()
	if !open(c.Request.URL.EscapedPath()) {
		if err := s.awaitPrepared(ctx, prepareWait); err != nil {
			_ = c.Error(err)
			c.Abort()
			return
		}
	}
	c.Request = c.Request.WithContext(ctx)
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, int64(s.cfg.MaxBodyBytes))
	c.Next()
}

// authenticate rejects requests without a valid token.
func (s *Server) authenticate(c *gin.Context) {
	if open(c.Request.URL.EscapedPath()) {
		return
	}
	ctx := c.Request.Context()
	caller, err := s.verifier.Verify(ctx, field(c, "Authorization"))
	if err != nil {
		_ = c.Error(err)
		c.Abort()
		return
	}
	c.Request = c.Request.WithContext(auth.WithCaller(ctx, caller))
}

// scope is a permission that a token must grant.
type scope string

// required rejects requests whose token lacks the scope.
func (s scope) required(c *gin.Context) {
	if err := auth.Require(c.Request.Context(), string(s)); err != nil {
		_ = c.Error(err)
		c.Abort()
	}
}
