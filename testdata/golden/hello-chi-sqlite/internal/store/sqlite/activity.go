package sqlite

import (
	"database/sql"

	"example.com/hello/internal/store"
)

// Pools returns what the pool that reads and the one that writes are doing; nothing as
// long as the file isn't open.
func (s *Store) Pools() []store.Pool {
	s.pools.mu.Lock()
	defer s.pools.mu.Unlock()
	if s.pools.file == nil {
		return nil
	}
	return []store.Pool{
		activityOf("read", s.pools.reader.Stats()),
		activityOf("write", s.pools.writer.Stats()),
	}
}

func activityOf(name string, stats sql.DBStats) store.Pool {
	return store.Pool{
		Name:   name,
		Max:    stats.MaxOpenConnections,
		Used:   stats.InUse,
		Idle:   stats.Idle,
		Waits:  stats.WaitCount,
		Waited: stats.WaitDuration,
	}
}
