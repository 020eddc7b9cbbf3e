package compression

import (
	"net/http"
	"strconv"
)

// maxHeld is how much of an answer whose length isn't declared is held back. One that
// is longer is a stream, and sent as it comes.
const maxHeld = 1 << 20

// Writer sends an answer compressed, where the client accepts it, when all of its body
// is there. WriteHeader begins the answer anew, as long as nothing is sent.
type Writer struct {
	http.ResponseWriter
	request Request
	status  int // 0: there is no answer yet
	held    []byte
	sent    bool // the header is, and the rest goes straight on
}

// NewWriter returns a writer for the answer to r, whose preconditions it takes back to
// the tags of what isn't compressed. Close completes the answer.
func NewWriter(w http.ResponseWriter, r *http.Request) *Writer {
	request := Request{AcceptEncoding: r.Header.Values("Accept-Encoding"), IfNoneMatch: r.Header.Values("If-None-Match")}
	for _, name := range []string{"If-Match", "If-None-Match"} {
		if field := r.Header.Values(name); len(field) > 0 {
			r.Header[name] = PlainTags(field)
		}
	}
	return &Writer{ResponseWriter: w, request: request}
}

// Unwrap is for http.ResponseController.
func (w *Writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Status returns the status that was sent, and 0 before.
func (w *Writer) Status() int {
	if !w.sent {
		return 0
	}
	return w.status
}

// WriteHeader begins the answer.
func (w *Writer) WriteHeader(status int) {
	if w.sent || status < http.StatusOK {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.status, w.held = status, nil
}

// Write sends the body when it is the whole, and else holds it back.
func (w *Writer) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if !w.sent && len(w.held) == 0 && w.Header().Get("Content-Length") == strconv.Itoa(len(p)) {
		return len(p), w.send(p)
	}
	if !w.sent && len(w.held)+len(p) > maxHeld {
		if err := w.stream(); err != nil {
			return 0, err
		}
	}
	if w.sent {
		return w.ResponseWriter.Write(p)
	}
	w.held = append(w.held, p...)
	return len(p), nil
}

// FlushError sends what is held back, as it is.
func (w *Writer) FlushError() error {
	if !w.sent {
		if err := w.stream(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Close sends what is held back. It must not be called when the handler panicked.
func (w *Writer) Close() error {
	if w.sent || w.status == 0 {
		return nil
	}
	return w.send(w.held)
}

// send sends the whole answer.
func (w *Writer) send(body []byte) error {
	packed := w.request.Answer(w.status, w.Header(), body)
	if len(packed) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(packed)))
	}
	return w.begin(packed)
}

// stream sends the header and what is held back of an answer whose end isn't known.
func (w *Writer) stream() error {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if mayEncode(w.status, w.Header()) {
		w.Header().Add("Vary", "Accept-Encoding")
	}
	return w.begin(w.held)
}

func (w *Writer) begin(body []byte) error {
	w.sent, w.held = true, nil
	w.ResponseWriter.WriteHeader(w.status)
	if len(body) == 0 {
		return nil
	}
	_, err := w.ResponseWriter.Write(body)
	return err
}
