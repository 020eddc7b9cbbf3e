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

// wireConn is a connection as fasthttp serves it.
type wireConn struct {
	*trackedConn
	begun   atomic.Bool  // the header has been waited for
	ended   atomic.Bool  // the client sends no more
	lingers atomic.Int64 // how many bytes are read after the answer
	once    sync.Once
}

// wireListener accepts connections for fasthttp.
type wireListener struct {
	net.Listener
}

// Accept waits for the next connection.
func (l wireListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tracked, ok := conn.(*trackedConn); ok {
		return &wireConn{trackedConn: tracked}, err
	}
	return conn, err
}

// followState is a ConnState hook of fasthttp's server.
func followState(conn net.Conn, state fasthttp.ConnState) {
	wire, ok := conn.(*wireConn)
	if !ok {
		return
	}
	wire.begun.Store(false)
	switch state {
	case fasthttp.StateIdle:
		wire.rest()
	case fasthttp.StateHijacked:
		wire.all.remove(wire.trackedConn)
	default:
	}
}

// SetReadDeadline notes when a request has begun: fasthttp calls it once for the
// header, and again when it has that.
func (c *wireConn) SetReadDeadline(deadline time.Time) error {
	if c.begun.Swap(true) {
		c.begin()
	}
	return c.trackedConn.SetReadDeadline(deadline)
}

// Read reads, and notes the end.
func (c *wireConn) Read(p []byte) (int, error) {
	n, err := c.trackedConn.Read(p)
	if errors.Is(err, io.EOF) {
		c.ended.Store(true)
	}
	return n, err
}

// Close closes the connection. One that lingers has input that nobody will read:
// closed at once, it would make the client's system throw the answer away. So the
// client is told that no more comes, and has a moment to read what has.
func (c *wireConn) Close() error {
	var err error
	c.once.Do(func() {
		if most := c.lingers.Load(); most > 0 {
			c.linger(most)
		}
		err = c.trackedConn.Close()
	})
	return err
}

func (c *wireConn) linger(most int64) {
	if c.CloseWrite() != nil {
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
