package server

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

const (
	// lingerTime is how long a client that is still sending has to take its answer.
	lingerTime = 2 * time.Second
	// lingerBody and lingerHeader are how much of a body, or of a header that is too
	// large, is read meanwhile.
	lingerBody   = 64 << 20
	lingerHeader = 256 << 10
)

// trackedConn is busy from when a request's header is there until it is answered.
type trackedConn struct {
	net.Conn
	all     *openConns
	begun   atomic.Bool // the header has been waited for
	busy    atomic.Bool
	ended   atomic.Bool  // the client sends no more
	lingers atomic.Int64 // how many bytes are read after the answer
	once    sync.Once
}

// track is a ConnState hook of fasthttp's server.
func (*openConns) track(conn net.Conn, _ fasthttp.ConnState) {
	if conn, ok := conn.(*trackedConn); ok {
		conn.begun.Store(false)
		conn.busy.Store(false)
	}
}

// SetReadDeadline notes when a request has begun: fasthttp calls it once for the
// header, and again when it has that.
func (c *trackedConn) SetReadDeadline(deadline time.Time) error {
	if c.begun.Swap(true) {
		c.busy.Store(true)
	}
	return c.Conn.SetReadDeadline(deadline)
}

// Read reads, and notes the end.
func (c *trackedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, io.EOF) {
		c.ended.Store(true)
	}
	return n, err
}

// Close closes the connection. One that lingers has input that nobody will read:
// closed at once, it would make the client's system throw the answer away. So the
// client is told that no more comes, and has a moment to read what has.
func (c *trackedConn) Close() error {
	var err error
	c.once.Do(func() {
		defer c.all.remove(c)
		if most := c.lingers.Load(); most > 0 {
			c.linger(most)
		}
		err = c.Conn.Close()
	})
	return err
}

func (c *trackedConn) linger(most int64) {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	end := time.Now().Add(lingerTime)
	if c.Conn.SetReadDeadline(end) != nil {
		return
	}
	if n, _ := io.CopyN(io.Discard, c.Conn, most); n == most {
		time.Sleep(time.Until(end))
	}
}
