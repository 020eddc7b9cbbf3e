package server

import (
	"context"
	"time"
)

// settleTime is how long requests that are on their way may take to be read, once no
// new connection is accepted: http.Server.Shutdown drops what it reads later.
const settleTime = 100 * time.Millisecond

// Shutdown closes the listener and waits for the requests in flight. When ctx ends
// first, it cuts them, and returns how many they were and the context's error.
// Connections without a request are closed.
func (s *Server) Shutdown(ctx context.Context) (cut int, err error) {
	s.Drain()
	if s.connections.stop() > 0 {
		select {
		case <-time.After(settleTime):
		case <-ctx.Done():
		}
	}
	s.connections.closeSilent()
	if err := s.http.Shutdown(ctx); err != nil {
		cut = int(s.inFlight.Load())
		_ = s.http.Close()
		return cut, err
	}
	return 0, nil
}
