package contract

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// wire is a bare connection to a service.
type wire struct {
	net.Conn
	r *bufio.Reader
}

func (p *process) dial(t *testing.T) *wire {
	t.Helper()
	w, err := p.wire()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// wire opens a connection, to be closed by the caller.
func (p *process) wire() (*wire, error) {
	conn, err := net.DialTimeout("tcp", p.addr, patience)
	if err != nil {
		return nil, err
	}
	return &wire{conn, bufio.NewReader(conn)}, conn.SetDeadline(time.Now().Add(patience))
}

// say writes, and ignores that the other side may have closed already: what
// it answered before is still to be read.
func (w *wire) say(text string) { _, _ = io.WriteString(w, text) }

// hear reads one final answer, to a request with the given method. It
// returns io.EOF when the connection ends before.
func (w *wire) hear(method string) (answer, error) {
	for {
		res, err := http.ReadResponse(w.r, &http.Request{Method: method})
		if err != nil {
			return answer{}, ended(err)
		}
		body, err := io.ReadAll(res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil {
			return answer{}, fmt.Errorf("read the body: %w", err)
		}
		if res.Close { // net/http has taken the field away
			res.Header.Set("Connection", "close")
		}
		if res.StatusCode >= 200 {
			return answer{res.StatusCode, res.Header, string(body)}, nil
		}
	}
}

// ended turns every kind of close into io.EOF, and leaves a timeout.
func ended(err error) error {
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return err
	}
	return io.EOF
}

// rest reads answers until the connection ends.
func (w *wire) rest(t *testing.T, method string) []answer {
	t.Helper()
	var all []answer
	for {
		got, err := w.hear(method)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("after %d answers: %v", len(all), err)
		}
		all = append(all, got)
	}
}

// raw sends text on a connection of its own and reads until the other side
// closes, which text must ask for. There is at least one answer.
func (a *api) raw(t *testing.T, text string) []answer {
	t.Helper()
	w := a.dial(t)
	w.say(text)
	got := w.rest(t, http.MethodGet)
	if len(got) == 0 {
		t.Fatalf("no answer to %.200q", text)
	}
	return got
}

// rawGet is a GET as it goes over the wire, the last of its connection.
func rawGet(path, name string, values ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: service.example\r\nConnection: close\r\n", path)
	if name != "Authorization" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", trusted.token())
	}
	for _, value := range values {
		fmt.Fprintf(&b, "%s: %s\r\n", name, value)
	}
	return b.String() + "\r\n"
}

// rawPost is a POST of JSON as it goes over the wire.
func rawPost(path, body string, fields ...string) string {
	fields = append([]string{"Host: service.example", "Authorization: Bearer " + trusted.token(), "Content-Type: application/json"}, fields...)
	return fmt.Sprintf("POST %s HTTP/1.1\r\n%s\r\n\r\n%s", path, strings.Join(fields, "\r\n"), body)
}

func length(body string) string { return fmt.Sprintf("Content-Length: %d", len(body)) }

// chunks is body in chunked transfer coding.
func chunks(body string, size int) string {
	var b strings.Builder
	for len(body) > 0 {
		n := min(size, len(body))
		fmt.Fprintf(&b, "%x\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	return b.String() + "0\r\n\r\n"
}
