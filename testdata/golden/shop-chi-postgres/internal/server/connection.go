package server

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

const (
	// lookTime is how long the last look for a request takes.
	lookTime = 20 * time.Millisecond
	// settleTime is how long requests that are on their way may take to be read, once no
	// new connection is accepted.
	settleTime = 100 * time.Millisecond
)

// trackedConn is a client's connection, known until it is closed. It is busy from when
// a request's header is there until the request is answered.
type trackedConn struct {
	net.Conn
	all *openConnections

	mu        sync.Mutex // guards what follows
	busy      bool
	dismissed bool      // no request is waited for any more
	looked    bool      // though one more look was taken
	deadline  time.Time // for reading, as the server wants it
}

// begin notes that a request's header is there.
func (c *trackedConn) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = true
	if c.dismissed {
		_ = c.Conn.SetReadDeadline(c.deadline)
	}
}

// rest notes that the request is answered, and that another may come.
func (c *trackedConn) rest() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy, c.dismissed, c.looked = false, false, false
}

func (c *trackedConn) isBusy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.busy
}

// dismiss has the wait for a request end: the server then closes the connection. What
// has come in by now still counts, even if the process had no time to read it.
func (c *trackedConn) dismiss() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.busy && !c.dismissed {
		c.dismissed = true
		_ = c.Conn.SetReadDeadline(time.Unix(1, 0))
	}
}

// Read reads. The last look of a connection that is dismissed is taken here, where
// nothing can come between the look and the end of the wait.
func (c *trackedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	for errors.Is(err, os.ErrDeadlineExceeded) && c.mayLook() {
		begin := time.Now()
		_ = c.Conn.SetReadDeadline(begin.Add(lookTime))
		n, err = c.Conn.Read(p)
		switch took := time.Since(begin); {
		case err == nil:
			c.endLook(begin.Add(settleTime))
		case took < lookTime+lookTime/4:
			// Here, or the server would answer half a header.
			_ = c.Conn.Close()
			return n, err
		}
		// A look that took longer says nothing: the process didn't run.
	}
	return n, err
}

// mayLook reports whether the connection is dismissed, and hasn't had its last look.
func (c *trackedConn) mayLook() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dismissed && !c.busy && !c.looked
}

// endLook leaves the rest of a header, a part of which was seen, until the deadline.
func (c *trackedConn) endLook(deadline time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looked = true
	_ = c.Conn.SetReadDeadline(deadline)
}

// SetReadDeadline sets the time after which reading fails. While the connection is
// dismissed, that is settled.
func (c *trackedConn) SetReadDeadline(deadline time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = deadline
	if c.dismissed && !c.busy {
		return nil
	}
	return c.Conn.SetReadDeadline(deadline)
}

// CloseWrite tells the client that no more comes.
func (c *trackedConn) CloseWrite() error {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return half.CloseWrite()
}

// Close closes the connection.
func (c *trackedConn) Close() error {
	defer c.all.remove(c)
	return c.Conn.Close()
}
