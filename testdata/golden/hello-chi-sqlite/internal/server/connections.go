package server

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// openConnections knows the listener, and the connections that are open.
type openConnections struct {
	stopped  atomic.Bool
	open     atomic.Int64
	silent   sync.Map // the connections that have asked nothing yet
	mu       sync.Mutex
	listener net.Listener
	accepted chan struct{} // closed when nothing is accepted any more
}

// accept runs serve, which accepts the listener's connections until stop is called,
// and then returns nil; until it fails, and then returns its error.
func (c *openConnections) accept(listener net.Listener, serve func(net.Listener) error) error {
	queue := &queueListener{Listener: listener}
	accepted := make(chan struct{})
	defer close(accepted)
	if !c.listen(queue, accepted) {
		return listener.Close()
	}
	if err := serve(queue); !c.stopped.Load() {
		return err
	}
	return nil
}

// listen makes listener the one that stop closes, unless that was called already.
func (c *openConnections) listen(listener net.Listener, accepted chan struct{}) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listener, c.accepted = listener, accepted
	return !c.stopped.Load()
}

// stop closes the listener, and returns how many connections are open.
func (c *openConnections) stop() int64 {
	c.mu.Lock()
	c.stopped.Store(true)
	listener, accepted := c.listener, c.accepted
	c.mu.Unlock()
	if listener != nil {
		_ = listener.Close()
		<-accepted
	}
	return c.open.Load()
}

// track is a ConnState hook of http.Server.
func (c *openConnections) track(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.open.Add(1)
		c.silent.Store(conn, nil)
	case http.StateActive, http.StateIdle:
		c.silent.Delete(conn)
	case http.StateClosed, http.StateHijacked:
		c.silent.Delete(conn)
		c.open.Add(-1)
	}
}

// closeSilent closes the connections that have asked nothing yet:
// http.Server.Shutdown would wait for them.
func (c *openConnections) closeSilent() {
	c.silent.Range(func(conn, _ any) bool {
		_ = conn.(net.Conn).Close()
		return true
	})
}
