package store

import "time"

// Pool is what a pool of connections to the database is doing.
type Pool struct {
	Name string
	// Max is how many connections it may have, Used how many are at work, Idle how many
	// wait for some.
	Max, Used, Idle int
	// Waits is how often a connection wasn't there at once, and Waited how long callers
	// waited for one, since the start.
	Waits  int64
	Waited time.Duration
}
