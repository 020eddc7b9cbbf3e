package server

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"example.com/hello/internal/httpapi"
)

// identified returns the request with its id, after giving the response the fields
// that all have.
func (s *Server) identified(w http.ResponseWriter, r *http.Request) *http.Request {
	ctx := httpapi.Identify(r.Context(), r.Header.Get("X-Request-Id"), r.Header.Values("Traceparent"))
	header := w.Header()
	header["X-Request-Id"] = []string{httpapi.RequestID(ctx)}
	header["X-Content-Type-Options"] = []string{"nosniff"}
	// What follows chunks may be the request's rest in another's reading (RFC 9112, 6.1);
	// net/http overlooks those in HTTP/1.0.
	if len(r.TransferEncoding) > 0 || !r.ProtoAtLeast(1, 1) || s.connections.stopped.Load() {
		header.Set("Connection", "close")
	}
	return r.WithContext(ctx)
}

// sendResponse writes a whole response. A client that is no longer there is no error.
func (s *Server) sendResponse(w http.ResponseWriter, response httpapi.Response) error {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.cfg.WriteTimeout))
	header := w.Header()
	for name, values := range response.Header {
		header[name] = slices.Clip(values)
	}
	if s.connections.stopped.Load() {
		header.Set("Connection", "close")
	}
	if response.Status != http.StatusNoContent && response.Status != http.StatusNotModified {
		header.Set("Content-Length", strconv.Itoa(len(response.Body)))
	}
	w.WriteHeader(response.Status)
	if len(response.Body) > 0 {
		_, _ = w.Write(response.Body)
	}
	return nil
}

func (s *Server) bodyOf(r *http.Request) httpapi.Body {
	return httpapi.Body{
		ContentType:     r.Header.Values("Content-Type"),
		ContentEncoding: r.Header.Values("Content-Encoding"),
		Length:          r.ContentLength,
		Content:         r.Body,
		MaxBytes:        s.cfg.MaxBodyBytes,
	}
}

func preconditionsOf(r *http.Request) httpapi.Preconditions {
	return httpapi.Preconditions{
		IfMatch:     r.Header.Values("If-Match"),
		IfNoneMatch: r.Header.Values("If-None-Match"),
	}
}

func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
