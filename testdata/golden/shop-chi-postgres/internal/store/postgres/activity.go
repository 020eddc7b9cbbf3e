package postgres

import "example.com/shop/internal/store"

// Pools returns what the pool of connections is doing.
func (s *Store) Pools() []store.Pool {
	stats := s.pool.Stat()
	return []store.Pool{{
		Name:   "all",
		Max:    int(stats.MaxConns()),
		Used:   int(stats.AcquiredConns()),
		Idle:   int(stats.IdleConns()),
		Waits:  stats.EmptyAcquireCount(),
		Waited: stats.EmptyAcquireWaitTime(),
	}}
}
