package server

import (
	"errors"
	"io"
	"net/http"
	"time"

	"example.com/hello/internal/failure"
	"example.com/hello/internal/httpapi"
)

const (
	// drainTime is how long a client may go on sending a body that nobody reads.
	drainTime = 2 * time.Second
	// drainBytes is how much of it is taken meanwhile.
	drainBytes = 64 << 20
)

// drainedAfter gives next no more than maxBytes of a body, and one byte. It lets a client
// that is still sending finish, once it is answered: many read no answer before, and
// closing the connection under them would throw it away.
func drainedAfter(next http.Handler, maxBytes int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		connection := http.NewResponseController(w)
		body := &limitedBody{endingBody: endingBody{ReadCloser: r.Body, connection: connection}, left: maxBytes}
		// The request itself stays as it is: net/http looks at its body before it answers.
		tracked := r.WithContext(r.Context())
		tracked.Body = body
		next.ServeHTTP(w, tracked)
		if body.ended || r.Header.Get("Expect") != "" {
			return
		}
		if connection.SetReadDeadline(time.Now().Add(drainTime)) == nil && connection.Flush() == nil {
			_, _ = io.CopyN(io.Discard, &body.endingBody, drainBytes)
		}
	})
}

// endingBody knows when all of it is read. Then it lifts the deadline for reading:
// net/http goes on to see whether the client leaves, and takes the deadline for that.
type endingBody struct {
	io.ReadCloser
	connection *http.ResponseController
	ended      bool
}

func (b *endingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		b.ended = true
		_ = b.connection.SetReadDeadline(time.Time{})
	}
	return n, err
}

// limitedBody fails, as a body that is too large, once more than what is left is read.
type limitedBody struct {
	endingBody
	left int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.endingBody.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, httpapi.RequestError{Reason: failure.BodyTooLarge}
	}
	return n, err
}
