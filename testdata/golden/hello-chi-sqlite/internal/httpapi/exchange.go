package httpapi

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"
)

// Exchange is what the log says of a request and its response.
type Exchange struct {
	Method string
	// Route is the pattern as in the OpenAPI document; empty when none matched.
	Route    string
	Status   int
	Bytes    int
	Duration time.Duration
	// Client is the peer's address, without the port.
	Client string
}

// Pattern returns the route, or "unmatched".
func (e Exchange) Pattern() string {
	return cmp.Or(e.Route, "unmatched")
}

// attrs are those of the exchange's line in the log.
func (e Exchange) attrs() []slog.Attr {
	if e.Method == http.MethodHead {
		e.Bytes = 0
	}
	return []slog.Attr{
		slog.String("method", e.Method),
		slog.String("route", e.Pattern()),
		slog.Int("status", e.Status),
		slog.Int("bytes", e.Bytes),
		slog.Duration("duration", e.Duration),
		slog.String("client", e.Client),
	}
}
