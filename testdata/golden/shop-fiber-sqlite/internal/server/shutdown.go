package server

import (
	"context"
	"time"
)

const (
	// settleTime is how long requests that are on their way may take to be read, once no
	// new connection is accepted.
	settleTime = 100 * time.Millisecond
	// recheckTime is how often Shutdown looks whether requests are still in flight.
	recheckTime = 5 * time.Millisecond
)

// Shutdown closes the listener and waits for the requests in flight. When ctx ends
// first, it cuts them, and returns how many they were and the context's error.
// Connections without a request are closed.
func (s *Server) Shutdown(ctx context.Context) (cut int, err error) {
	s.Drain()
	if s.connections.stop() > 0 {
		pauseFor(ctx, settleTime)
	}
	for s.connections.closeIdle() > 0 {
		if !pauseFor(ctx, recheckTime) {
			cut = s.connections.cut()
			s.abort()
			return cut, ctx.Err()
		}
	}
	return 0, s.app.ShutdownWithContext(ctx)
}

// pauseFor returns false when ctx ended first.
func pauseFor(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
