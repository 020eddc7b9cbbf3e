package ratelimit

import (
	"fmt"
	"testing"
	"time"
)

func TestTake(t *testing.T) {
	limiter := New(0.01, 2)
	for _, address := range []string{"192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:2::1"} {
		if first, second := limiter.Take(address), limiter.Take(address); first != 0 || second != 0 {
			t.Errorf("%s: got %s and %s, want 0", address, first, second)
		}
	}
	for _, address := range []string{"192.0.2.1", "::ffff:192.0.2.1", "2001:db8:0:1::2"} {
		if wait := limiter.Take(address); wait < 90*time.Second || wait > 100*time.Second {
			t.Errorf("%s: got %s, want about 100 seconds", address, wait)
		}
	}
}

func TestTake_MemoryIsBounded(t *testing.T) {
	limiter := New(1, 1)
	for n := range 2 * maxClients {
		limiter.Take(fmt.Sprintf("10.%d.%d.%d", n>>16, n>>8&255, n&255))
	}
	if got := limiter.buckets.Len(); got != maxClients {
		t.Errorf("got %d clients, want %d", got, maxClients)
	}
}
