package server

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
)

func TestAPanicOutsideOfTheHandlersIsAnswered(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	s := &Server{log: slog.New(slog.NewTextHandler(&log, nil))}
	ctx := &fasthttp.RequestCtx{}
	ctx.Request.Header.SetProtocol("HTTP/1.1")
	s.guard(func(*fasthttp.RequestCtx) { panic("secret cause") })(ctx)
	if status := ctx.Response.StatusCode(); status != fasthttp.StatusInternalServerError {
		t.Errorf("got %d", status)
	}
	if body := string(ctx.Response.Body()); strings.Contains(body, "secret") || !strings.Contains(log.String(), "secret cause") {
		t.Errorf("the answer is %q, the log %q", body, log.String())
	}
}
