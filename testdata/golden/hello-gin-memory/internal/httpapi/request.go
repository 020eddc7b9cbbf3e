package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"example.com/hello/internal/failure"
)

type requestIDKey struct{}

// WithRequestID returns a context with the request's id: the client's where it sent
// one (the first of several) that is 1 to 128 visible ASCII characters, else a new one.
func WithRequestID(ctx context.Context, sent string) context.Context {
	id := sent
	if !validRequestID(sent) {
		id = uuid.NewString()
	}
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID returns the context's request id.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

func validRequestID(id string) bool {
	invisible := func(r rune) bool { return r <= ' ' || r > '~' }
	return id != "" && len(id) <= 128 && !strings.ContainsFunc(id, invisible)
}

// ParseID returns the id in a path: a UUID in its form 8-4-4-4-12.
func ParseID(segment string) (uuid.UUID, error) {
	id, err := uuid.Parse(segment)
	if err != nil || len(segment) != len(id.String()) {
		return uuid.Nil, RequestError{Reason: failure.InvalidParameter, Detail: "The id must be a UUID."}
	}
	return id, nil
}

// Path returns the path of a request's target as it was sent, without the query;
// of a target in absolute form (RFC 9112) without scheme and authority too.
func Path(target string) string {
	path, _, _ := strings.Cut(target, "?")
	if strings.HasPrefix(path, "/") {
		return path
	}
	if _, rest, absolute := strings.Cut(path, "://"); absolute {
		_, rest, _ = strings.Cut(rest, "/")
		return "/" + rest
	}
	return path
}

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

// Log writes the request's one line.
func (e Exchange) Log(ctx context.Context, log *slog.Logger) {
	if e.Route == "" {
		e.Route = "unmatched"
	}
	if e.Method == http.MethodHead {
		e.Bytes = 0
	}
	log.LogAttrs(ctx, slog.LevelInfo, "request",
		slog.String("method", e.Method),
		slog.String("route", e.Route),
		slog.Int("status", e.Status),
		slog.Int("bytes", e.Bytes),
		slog.Duration("duration", e.Duration),
		slog.String("request_id", RequestID(ctx)),
		slog.String("client", e.Client),
	)
}
