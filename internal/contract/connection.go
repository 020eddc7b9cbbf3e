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

// connection is a plain TCP connection to a service.
type connection struct {
	net.Conn
	r *bufio.Reader
}

func (p *process) dial(t *testing.T) *connection {
	t.Helper()
	w, err := p.open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// open opens a connection that the caller closes.
func (p *process) open() (*connection, error) {
	conn, err := net.DialTimeout("tcp", p.addr, timeout)
	if err != nil {
		return nil, err
	}
	return &connection{conn, bufio.NewReader(conn)}, conn.SetDeadline(time.Now().Add(timeout))
}

// send ignores write errors, because the service may respond and close early.
func (w *connection) send(text string) { _, _ = io.WriteString(w, text) }

// receive reads one final response to a request with this method. It returns
// io.EOF if the connection ends first.
func (w *connection) receive(method string) (response, error) {
	for {
		res, err := http.ReadResponse(w.r, &http.Request{Method: method})
		if err != nil {
			return response{}, ended(err)
		}
		body, err := io.ReadAll(res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil {
			return response{}, ended(err)
		}
		if res.Close { // net/http removed the field
			res.Header.Set("Connection", "close")
		}
		if res.StatusCode >= 200 {
			return response{res.StatusCode, res.Header, string(body)}, nil
		}
	}
}

// ended turns every error except a timeout into io.EOF.
func ended(err error) error {
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return err
	}
	return io.EOF
}

// receiveAll reads responses until the connection ends.
func (w *connection) receiveAll(t *testing.T, method string) []response {
	t.Helper()
	var all []response
	for {
		got, err := w.receive(method)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("after %d responses: %v", len(all), err)
		}
		all = append(all, got)
	}
}

// raw sends text on a new connection and reads at least one response, until the
// service closes the connection. The last request in text must ask for that.
func (a *api) raw(t *testing.T, text string) []response {
	t.Helper()
	w := a.dial(t)
	w.send(text)
	got := w.receiveAll(t, http.MethodGet)
	if len(got) == 0 {
		t.Fatalf("no response to %.200q", text)
	}
	return got
}

// rawGet returns the text of a GET request that ends its connection.
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

// rawPost returns the text of a POST request with a JSON body.
func rawPost(path, body string, fields ...string) string {
	fields = append([]string{"Host: service.example", "Authorization: Bearer " + trusted.token(), "Content-Type: application/json"}, fields...)
	return fmt.Sprintf("POST %s HTTP/1.1\r\n%s\r\n\r\n%s", path, strings.Join(fields, "\r\n"), body)
}

func length(body string) string { return fmt.Sprintf("Content-Length: %d", len(body)) }

// chunks encodes body in chunked transfer coding.
func chunks(body string, size int) string {
	var b strings.Builder
	for len(body) > 0 {
		n := min(size, len(body))
		fmt.Fprintf(&b, "%x\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	return b.String() + "0\r\n\r\n"
}
