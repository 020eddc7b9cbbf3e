package server

import (
	"bytes"
	"io"
	"log/slog"
	"math"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"

	"example.com/shop/internal/httpapi"
)

// This file stands between fasthttp and fiber. It settles what fasthttp leaves open
// and no middleware gets to see, so that all behind it has HTTP/1.1 as RFC 9112 means it.

const (
	// maxHeaderBytes is room for 32 KiB of header fields and 8 KiB of request line.
	maxHeaderBytes = 40 << 10
	// otherMethod stands for every method that fiber doesn't know: it answers those
	// itself, past all middleware.
	otherMethod = "OTHER"
)

// The keys of what a request carries from here to its handler.
type (
	sentMethodKey struct{} // a string: the method that otherMethod stands for
	cutBodyKey    struct{} // a cutBody, where the body isn't all there
)

// cutBody says how long a body was to be, and what ended it early.
type cutBody struct {
	length int64
	cause  error
}

// harden sets what fiber's configuration can't.
func (s *Server) harden(server *fasthttp.Server) {
	server.Handler = s.guard(s.app.Handler())
	server.HeaderReceived = s.received
	server.ErrorHandler = answerMalformed
	server.ConnState = followState
	server.SecureErrorLogMessage = true
}

// received sees a header before its body is read.
func (s *Server) received(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	length := int64(header.ContentLength())
	switch {
	case length > s.cfg.MaxBodyBytes, length == 0, length == -2, !header.IsHTTP11():
		header.Del(fiber.HeaderExpect)
	case bytes.EqualFold(header.Peek(fiber.HeaderExpect), []byte("100-continue")):
		header.Set(fiber.HeaderExpect, "100-continue")
	}
	if length > 0 {
		// fasthttp would wait for the first of the body, and answer for us where that
		// doesn't come. readBody puts the length back.
		header.SetContentLength(0)
	}
	return fasthttp.RequestConfig{ReadTimeout: min(s.cfg.ReadTimeout, s.cfg.RequestTimeout)}
}

// guard gives next what it can rely on: a method that fiber knows, and the body, read
// within its limit. After that, the connection goes on only where it is beyond doubt
// at which byte the next request begins.
func (s *Server) guard(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		defer s.lastResort(ctx)
		frame := frameOf(&ctx.Request.Header)
		if frame.refused != 0 {
			refuseWith(ctx, frame.refused)
			return
		}
		// Fiber would take this cookie for its own, and answer it.
		ctx.Request.Header.DelCookie(fiber.FlashCookieName)
		if method := string(ctx.Method()); !slices.Contains(fiber.DefaultMethods, method) {
			ctx.SetUserValue(sentMethodKey{}, method)
			ctx.Request.Header.SetMethod(otherMethod)
		}
		whole := s.readBody(ctx, frame.length)
		next(ctx)
		if frame.chunked || !whole {
			hangUp(ctx, lingerBody)
		}
		if frame.last || s.connections.stopped.Load() {
			ctx.SetConnectionClose()
		}
	}
}

// lastResort answers for a panic outside of recoverPanic. It would end the process.
func (s *Server) lastResort(ctx *fasthttp.RequestCtx) {
	if value := recover(); value != nil {
		s.log.Error("request failed", slog.Any("error", httpapi.NewPanicError(value)))
		refuseWith(ctx, http.StatusInternalServerError)
	}
}

// readBody puts the body where fiber looks for it, and reports whether that is all
// of it. Fiber would read any amount, or else refuse too much before it looks for a
// route.
func (s *Server) readBody(ctx *fasthttp.RequestCtx, length int64) bool {
	if length > s.cfg.MaxBodyBytes {
		ctx.SetUserValue(cutBodyKey{}, cutBody{length: length})
		return false
	}
	stream := ctx.Request.BodyStream()
	if stream == nil {
		return true
	}
	if length > 0 {
		ctx.Request.Header.SetContentLength(int(length))
	} else {
		defer keepTrailersOut(&ctx.Request.Header)()
	}
	body, err := io.ReadAll(io.LimitReader(stream, min(s.cfg.MaxBodyBytes, math.MaxInt64-1)+1))
	ctx.Request.SetBodyRaw(body)
	if conn, ok := ctx.Conn().(*wireConn); ok && conn.ended.Load() {
		err = io.ErrUnexpectedEOF // which fasthttp takes for the body's end
	}
	if err != nil {
		ctx.SetUserValue(cutBodyKey{}, cutBody{length: -1, cause: err})
	}
	return err == nil && int64(len(body)) <= s.cfg.MaxBodyBytes
}

// keepTrailersOut returns what takes away the fields that come after a body of chunks:
// fasthttp adds them to the header (RFC 9110, 6.5.1).
func keepTrailersOut(header *fasthttp.RequestHeader) func() {
	var sent fasthttp.RequestHeader
	header.CopyTo(&sent)
	return func() { sent.CopyTo(header) }
}
