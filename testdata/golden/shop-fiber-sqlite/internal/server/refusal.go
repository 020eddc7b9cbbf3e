package server

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"

	"github.com/valyala/fasthttp"
)

// answerMalformed answers what isn't HTTP/1.1, without a word of what was sent. A
// client that sends nothing more, or is gone, gets no answer before its header is there.
func answerMalformed(ctx *fasthttp.RequestCtx, err error) {
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout() && isBusy(ctx):
		refuseWith(ctx, http.StatusRequestTimeout)
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		_ = ctx.Conn().Close()
	case errors.As(err, new(*fasthttp.ErrSmallBuffer)):
		refuseWith(ctx, http.StatusRequestHeaderFieldsTooLarge)
	case errors.Is(err, fasthttp.ErrUnsupportedTransferEncoding):
		refuseWith(ctx, http.StatusNotImplemented)
	default:
		refuseWith(ctx, http.StatusBadRequest)
	}
}

func isBusy(ctx *fasthttp.RequestCtx) bool {
	conn, ok := ctx.Conn().(*wireConn)
	return ok && conn.isBusy()
}

// refuseWith answers with a status alone, and hangs up.
func refuseWith(ctx *fasthttp.RequestCtx, status int) {
	ctx.Response.Reset()
	ctx.SetStatusCode(status)
	ctx.SetContentType("text/plain; charset=utf-8")
	ctx.SetBodyString(strconv.Itoa(status) + " " + http.StatusText(status))
	hangUp(ctx, lingerHeader)
}

// hangUp closes the connection once the client has had its chance to read the answer:
// meanwhile, so many bytes of what it still sends are read.
func hangUp(ctx *fasthttp.RequestCtx, most int64) {
	ctx.SetConnectionClose()
	if conn, ok := ctx.Conn().(*wireConn); ok {
		conn.lingers.Store(most)
	}
}
