package server

import (
	"net"
	"sync/atomic"
	"time"
)

const (
	// queuePause is how long no connection comes in when the queue is empty.
	queuePause = 50 * time.Microsecond
	// queueTime is how long it is emptied at most.
	queueTime = 50 * time.Millisecond
)

// queueListener is a listener that, before it closes, accepts what the system has
// queued: the clients of those connections take themselves for connected, and closing
// would reset them.
type queueListener struct {
	net.Listener
	closes atomic.Pointer[time.Time]
}

// Accept waits for the next connection. Its error is net.ErrClosed after Close, when
// no more come.
func (l *queueListener) Accept() (net.Conn, error) {
	for {
		begin := time.Now()
		if l.closes.Load() != nil {
			l.wake(begin)
		}
		conn, err := l.Listener.Accept()
		closes := l.closes.Load()
		if err == nil || closes == nil {
			return conn, err
		}
		// A pause that took longer says nothing: the process didn't run.
		if now := time.Now(); now.Sub(begin) < 2*queuePause || now.Sub(*closes) > queueTime {
			_ = l.Listener.Close()
			return nil, net.ErrClosed
		}
	}
}

// Close begins to close the listener. Accept ends it.
func (l *queueListener) Close() error {
	now := time.Now()
	if l.closes.CompareAndSwap(nil, &now) {
		l.wake(now)
	}
	return nil
}

// wake lets Accept fail after a pause.
func (l *queueListener) wake(now time.Time) {
	timed, ok := l.Listener.(interface{ SetDeadline(time.Time) error })
	if !ok || timed.SetDeadline(now.Add(queuePause)) != nil {
		_ = l.Listener.Close()
	}
}
