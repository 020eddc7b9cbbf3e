package server

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// recheckTime is how often it is looked whether connections are still open.
const recheckTime = 5 * time.Millisecond

// openConnections knows the listener, and the connections that are open.
type openConnections struct {
	stopped  atomic.Bool
	mu       sync.Mutex
	listener net.Listener
	accepted chan struct{} // closed when nothing is accepted any more
	open     map[*trackedConn]struct{}
}

// accept runs serve, which accepts the listener's connections until finish is called,
// and then returns nil; until it fails, and then returns its error.
func (o *openConnections) accept(listener net.Listener, serve func(net.Listener) error) error {
	accepted := make(chan struct{})
	defer close(accepted)
	tracking := &trackingListener{Listener: &queueListener{Listener: listener}, connections: o}
	if !o.listen(tracking, accepted) {
		return listener.Close()
	}
	if err := serve(tracking); !o.stopped.Load() {
		return err
	}
	return nil
}

// listen makes listener the one that finish closes, unless that was called already.
func (o *openConnections) listen(listener net.Listener, accepted chan struct{}) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.listener, o.accepted = listener, accepted
	return !o.stopped.Load()
}

// finish closes the listener, and waits until every connection is closed: one that
// carries no request when it is dismissed, another when its request is answered. When
// ctx ends first, finish returns its error.
func (o *openConnections) finish(ctx context.Context) error {
	o.stop()
	for settled := time.Now().Add(settleTime); o.count() > 0; {
		select {
		case now := <-time.After(recheckTime):
			if now.After(settled) {
				o.dismiss()
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// stop closes the listener.
func (o *openConnections) stop() {
	o.mu.Lock()
	o.stopped.Store(true)
	listener, accepted := o.listener, o.accepted
	o.mu.Unlock()
	if listener != nil {
		_ = listener.Close()
		<-accepted
	}
}

func (o *openConnections) add(conn net.Conn) net.Conn {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.open == nil {
		o.open = map[*trackedConn]struct{}{}
	}
	tracked := &trackedConn{Conn: conn, all: o}
	o.open[tracked] = struct{}{}
	return tracked
}

func (o *openConnections) remove(conn *trackedConn) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.open, conn)
}

func (o *openConnections) count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.open)
}

// dismiss dismisses the connections that carry no request.
func (o *openConnections) dismiss() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for conn := range o.open {
		conn.dismiss()
	}
}

// cut closes every connection, and returns how many of them carried a request.
func (o *openConnections) cut() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	busy := 0
	for conn := range o.open {
		if conn.isBusy() {
			busy++
		}
		_ = conn.Conn.Close()
	}
	clear(o.open)
	return busy
}

// trackingListener makes the connections that it accepts known.
type trackingListener struct {
	net.Listener
	connections *openConnections
}

// Accept waits for the next connection.
func (l *trackingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.connections.add(conn), nil
}
