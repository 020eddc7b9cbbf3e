package httpapi

import (
	"context"
	"log/slog"
	"regexp"
	"strings"

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

// attrs are what every line of the log that is about the request has.
func (i requestIdentity) attrs() []slog.Attr {
	attrs := []slog.Attr{slog.String("request_id", i.requestID)}
	if i.traceID != "" {
		attrs = append(attrs, slog.String("trace_id", i.traceID))
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
