package httpapi

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"example.com/hello/internal/failure"
)

type identityKey struct{}

// requestIdentity is what tells a request from others.
type requestIdentity struct {
	requestID string
	traceID   string
}

// Identify returns a context with the request's id: the client's where it sent one
// (the first of several) that is 1 to 128 visible ASCII characters, else a new one.
// It also has the id of the trace that the request's traceparent fields name, if they do.
func Identify(ctx context.Context, requestID string, traceparent []string) context.Context {
	if !validRequestID(requestID) {
		requestID = uuid.NewString()
	}
	return context.WithValue(ctx, identityKey{}, requestIdentity{requestID, traceOf(traceparent)})
}

// RequestID returns the context's request id.
func RequestID(ctx context.Context) string { return identityOf(ctx).requestID }

// TraceID returns the id of the trace that the context's request belongs to, or "".
func TraceID(ctx context.Context) string { return identityOf(ctx).traceID }

func identityOf(ctx context.Context) requestIdentity {
	found, _ := ctx.Value(identityKey{}).(requestIdentity)
	return found
}

func validRequestID(id string) bool {
	invisible := func(r rune) bool { return r <= ' ' || r > '~' }
	return id != "" && len(id) <= 128 && !strings.ContainsFunc(id, invisible)
}

// traceparentForm is that of the field (W3C Trace Context): a version, the trace's id,
// the span's and flags. Later versions may go on after it.
var traceparentForm = regexp.MustCompile(`^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$`)

// traceOf returns the trace's id from traceparent fields, or "" where there isn't just
// one, or it isn't valid.
func traceOf(traceparent []string) string {
	if len(traceparent) != 1 {
		return ""
	}
	parts := traceparentForm.FindStringSubmatch(traceparent[0])
	if parts == nil || parts[1] == "ff" || parts[1] == "00" && parts[4] != "" ||
		strings.Trim(parts[2], "0") == "" || strings.Trim(parts[3], "0") == "" {
		return ""
	}
	return parts[2]
}

// identityAttrs are what every line of the log that is about the context's request has.
func identityAttrs(ctx context.Context) []slog.Attr {
	found := identityOf(ctx)
	attrs := []slog.Attr{slog.String("request_id", found.requestID)}
	if found.traceID != "" {
		attrs = append(attrs, slog.String("trace_id", found.traceID))
	}
	return attrs
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

// Pattern returns the route, or "unmatched".
func (e Exchange) Pattern() string {
	return cmp.Or(e.Route, "unmatched")
}

// Log writes the request's one line.
func (e Exchange) Log(ctx context.Context, log *slog.Logger) {
	if !log.Enabled(ctx, slog.LevelInfo) {
		return
	}
	if e.Method == http.MethodHead {
		e.Bytes = 0
	}
	// Not by LogAttrs: it would look for the line of code, which is always this one.
	line := slog.NewRecord(time.Now(), slog.LevelInfo, "request", 0)
	line.AddAttrs(identityAttrs(ctx)...)
	line.AddAttrs(
		slog.String("method", e.Method),
		slog.String("route", e.Pattern()),
		slog.Int("status", e.Status),
		slog.Int("bytes", e.Bytes),
		slog.Duration("duration", e.Duration),
		slog.String("client", e.Client),
	)
	_ = log.Handler().Handle(ctx, line)
}
