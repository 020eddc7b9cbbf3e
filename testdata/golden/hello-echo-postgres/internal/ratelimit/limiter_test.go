package ratelimit

import (
	"fmt"
	"testing"
	"time"
)

var start = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// take takes tokens until there is none, and returns how many there were.
func take(t *testing.T, l *Limiter, client string, now time.Time) int {
	t.Helper()
	for n := range 1000 {
		if l.Take(client, now) > 0 {
			return n
		}
	}
	t.Fatalf("%s has tokens without end", client)
	return 0
}

func TestABucketEmptiesAndFills(t *testing.T) {
	t.Parallel()
	l := New(10, 5)
	if got := take(t, l, "192.0.2.1", start); got != 5 {
		t.Errorf("at first: %d tokens, want 5", got)
	}
	if got := l.Take("192.0.2.1", start); got != 100*time.Millisecond {
		t.Errorf("the next one comes after %s, want 100ms", got)
	}
	if got := take(t, l, "192.0.2.1", start.Add(250*time.Millisecond)); got != 2 {
		t.Errorf("after 250ms: %d tokens, want 2", got)
	}
	if got := take(t, l, "192.0.2.1", start.Add(time.Hour)); got != 5 {
		t.Errorf("after an hour: %d tokens, want 5", got)
	}
}

func TestWhoIsOneClient(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		one, other string
		same       bool
	}{
		"the same address":           {"192.0.2.1", "192.0.2.1", true},
		"another port":               {"192.0.2.1:1", "192.0.2.1:2", true},
		"another address":            {"192.0.2.1", "192.0.2.2", false},
		"IPv4 in IPv6":               {"192.0.2.1", "::ffff:192.0.2.1", true},
		"one network of 64 bits":     {"2001:db8::1", "2001:db8::ffff:0:0:2", true},
		"two of them":                {"2001:db8::1", "2001:db8:0:1::1", false},
		"two that have no addresses": {"@", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := New(1, 5)
			take(t, l, tc.one, start)
			if got := take(t, l, tc.other, start); (got == 0) != tc.same {
				t.Errorf("%s has %d tokens after %s took all", tc.other, got, tc.one)
			}
		})
	}
}

// Memory is bounded, and nobody's debt is forgotten for it.
func TestManyClients(t *testing.T) {
	t.Parallel()
	l := New(1, 5)
	take(t, l, "192.0.2.1", start)
	now := start
	for n := range 5 * maxClients {
		now = now.Add(20 * time.Microsecond)
		l.Take(fmt.Sprintf("2001:db8:%x:%x::1", n>>16, n&0xffff), now)
	}
	if held := len(l.newer) + len(l.older); held != maxClients {
		t.Errorf("%d clients are held, want %d", held, maxClients)
	}
	if got := take(t, l, "192.0.2.1", now); got > int(now.Sub(start).Seconds()) {
		t.Errorf("the first has %d tokens again after %s", got, now.Sub(start))
	}
	if took := take(t, l, "192.0.2.2", now); took > 5 {
		t.Errorf("one who comes now has %d tokens", took)
	}
	later := now.Add(3 * l.period)
	take(t, l, "192.0.2.3", later)
	if held := len(l.newer) + len(l.older); held != 1 {
		t.Errorf("%d clients are held after all have left", held)
	}
}

// A client that never pauses for long enough keeps its bucket.
func TestABucketIsKeptWhileItFills(t *testing.T) {
	t.Parallel()
	l := New(1, 5)
	taken := 0
	for n := range 100 {
		taken += take(t, l, "192.0.2.1", start.Add(time.Duration(n)*time.Second))
	}
	if taken != 5+99 {
		t.Errorf("%d tokens in 99 seconds, want 104", taken)
	}
}

func TestExtremes(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []float64{0.001, 1e9} {
		for _, burst := range []int64{1, 1 << 40} {
			l := New(perSecond, burst)
			if wait := l.Take("192.0.2.1", start); wait != 0 || l.period < time.Second {
				t.Errorf("%v, %v: the first waits %s, a period is %s", perSecond, burst, wait, l.period)
			}
		}
	}
}
