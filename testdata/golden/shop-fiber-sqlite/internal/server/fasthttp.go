package server

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"
)

// harden gives fiber's server the protections of net/http's.
func (s *Server) harden(server *fasthttp.Server) {
	handler := server.Handler
	server.Handler = func(ctx *fasthttp.RequestCtx) {
		if !slices.Contains(fiber.DefaultMethods, string(ctx.Method())) {
			ctx.Request.Header.SetMethod(fiber.MethodTrace) // An unknown method would bypass the middleware.
		}
		handler(ctx)
		if ctx.Request.IsBodyStream() { // The rest of a rejected body must not become the next request.
			_, _ = io.CopyN(io.Discard, ctx.RequestBodyStream(), 16<<20)
			ctx.SetConnectionClose()
		}
	}
	server.HeaderReceived = func(*fasthttp.RequestHeader) fasthttp.RequestConfig {
		return fasthttp.RequestConfig{ReadTimeout: s.cfg.ReadTimeout} // of the body
	}
	server.ErrorHandler = nil // Fiber's handler would pass invalid requests to the middleware.
}

// listener waits while too many files are open. Without it, fasthttp would stop serving.
type listener struct {
	net.Listener
	log *slog.Logger
}

func (l listener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	for err != nil && !errors.Is(err, net.ErrClosed) {
		l.log.Warn("can't accept connections", "error", err)
		time.Sleep(time.Second)
		accepted, err = l.Listener.Accept()
	}
	return clientConn{accepted}, err
}

// clientConn reports the end of input as an error. Fasthttp treats it as the end of a chunked body.
type clientConn struct{ net.Conn }

func (c clientConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
