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

// harden gives fiber's server what net/http's has.
func (s *Server) harden(server *fasthttp.Server) {
	handler := server.Handler
	server.Handler = func(ctx *fasthttp.RequestCtx) {
		if !slices.Contains(fiber.DefaultMethods, string(ctx.Method())) {
			ctx.Request.Header.SetMethod(fiber.MethodTrace) // An unknown method would bypass the middleware.
		}
		handler(ctx)
		if ctx.Request.IsBodyStream() { // It was rejected. What is left of it must not be the next request.
			_, _ = io.CopyN(io.Discard, ctx.RequestBodyStream(), 16<<20)
			ctx.SetConnectionClose()
		}
	}
	server.HeaderReceived = func(*fasthttp.RequestHeader) fasthttp.RequestConfig {
		return fasthttp.RequestConfig{ReadTimeout: s.cfg.ReadTimeout} // of the body
	}
	server.ErrorHandler = nil // Fiber's would pass the middleware what isn't a request.
}

// listener waits while too many files are open, where fasthttp would end the service.
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

// clientConn reports the end of the input as an error: fasthttp takes it for that of a chunked body.
type clientConn struct{ net.Conn }

func (c clientConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
