package server

import (
	"net"
	"sync"
	"sync/atomic"
)

// openConns knows the listener, and the connections that are open.
type openConns struct {
	stopped  atomic.Bool
	mu       sync.Mutex
	listener net.Listener
	accepted chan struct{} // closed when nothing is accepted any more
	conns    map[*trackedConn]struct{}
}

// accept runs serve, which accepts the listener's connections until stop is called,
// and then returns nil; until it fails, and then returns its error.
func (o *openConns) accept(listener net.Listener, serve func(net.Listener) error) error {
	accepted := make(chan struct{})
	defer close(accepted)
	tracking := &trackingListener{Listener: &queueListener{Listener: listener}, conns: o}
	if !o.listen(tracking, accepted) {
		return listener.Close()
	}
	if err := serve(tracking); !o.stopped.Load() {
		return err
	}
	return nil
}

// listen makes listener the one that stop closes, unless that was called already.
func (o *openConns) listen(listener net.Listener, accepted chan struct{}) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.listener, o.accepted = listener, accepted
	return !o.stopped.Load()
}

// stop closes the listener, and returns how many connections are open.
func (o *openConns) stop() int {
	o.mu.Lock()
	o.stopped.Store(true)
	listener, accepted := o.listener, o.accepted
	o.mu.Unlock()
	if listener != nil {
		_ = listener.Close()
		<-accepted
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.conns)
}

func (o *openConns) add(conn net.Conn) net.Conn {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.conns == nil {
		o.conns = map[*trackedConn]struct{}{}
	}
	tracked := &trackedConn{Conn: conn, all: o}
	o.conns[tracked] = struct{}{}
	return tracked
}

func (o *openConns) remove(conn *trackedConn) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.conns, conn)
}

// closeIdle closes the connections that carry no request, and returns how many do.
func (o *openConns) closeIdle() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	for conn := range o.conns {
		if !conn.busy.Load() {
			_ = conn.Conn.Close()
			delete(o.conns, conn)
		}
	}
	return len(o.conns)
}

// cut closes every connection, and returns how many of them carried a request.
func (o *openConns) cut() int {
	busy := o.closeIdle()
	o.mu.Lock()
	defer o.mu.Unlock()
	for conn := range o.conns {
		_ = conn.Conn.Close()
	}
	clear(o.conns)
	return busy
}

// trackingListener makes the connections that it accepts known.
type trackingListener struct {
	net.Listener
	conns *openConns
}

// Accept waits for the next connection.
func (l *trackingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.conns.add(conn), nil
}
