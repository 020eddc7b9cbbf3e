package server

import "context"

// Shutdown closes the listener and waits for the requests in flight. When ctx ends
// first, it cuts them, and returns how many they were and the context's error.
// Connections without a request are closed.
func (s *Server) Shutdown(ctx context.Context) (cut int, err error) {
	s.Drain()
	// Not http.Server.Shutdown at once: it drops the requests that it reads after it began.
	if err := s.connections.finish(ctx); err != nil {
		cut = s.connections.cut()
		_ = s.http.Close()
		return cut, err
	}
	return 0, s.http.Shutdown(ctx)
}
