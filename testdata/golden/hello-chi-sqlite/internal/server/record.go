package server

import (
	"context"

	"example.com/hello/internal/httpapi"
)

// record tells what is to be told of a request that is answered. The context is the
// request's.
func (s *Server) record(ctx context.Context, exchange httpapi.Exchange) {
	s.requestLog.Add(ctx, exchange)
	s.metrics.Record(exchange.Method, exchange.Pattern(), exchange.Status, exchange.Duration)
	s.tracer.Describe(ctx, exchange.Method, exchange.Route, exchange.Status, exchange.Client)
}
