// Package ratelimit bounds how many requests a client may send.
package ratelimit

import (
	"hash/maphash"
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// maxClients is how many clients have a bucket of their own at a time.
	maxClients = 1 << 15
	// sharedBuckets are for those who come when there are more.
	sharedBuckets = 1 << 10
	// networkBits is how long a prefix of an IPv6 address says who it is: one client
	// has all addresses of such a network.
	networkBits = 64
	// longestPeriod keeps durations within what they can hold.
	longestPeriod = 1e9
)

// Limiter gives each client a bucket of tokens, in bounded memory: a client whose
// bucket is full is forgotten, and no other is, however many come.
type Limiter struct {
	perSecond rate.Limit
	burst     int
	seed      maphash.Seed
	shared    []*rate.Limiter

	mu sync.Mutex
	// A bucket moves from older to newer when it is used. After each period older is
	// dropped, and newer takes its place: what nobody used for a period is full.
	newer, older map[netip.Addr]*rate.Limiter
	period       time.Duration
	turned       time.Time
}

// New returns a Limiter of so many requests a second, and so many at once.
func New(perSecond float64, burst int64) *Limiter {
	l := &Limiter{
		perSecond: rate.Limit(perSecond),
		burst:     int(min(burst, math.MaxInt32)),
		seed:      maphash.MakeSeed(),
		shared:    make([]*rate.Limiter, sharedBuckets),
		newer:     map[netip.Addr]*rate.Limiter{},
	}
	l.period = seconds(min(float64(l.burst)/perSecond, longestPeriod)) + time.Second
	for i := range l.shared {
		l.shared[i] = rate.NewLimiter(l.perSecond, l.burst)
	}
	return l
}

// Take takes a token from the bucket of the client with this address, and returns 0.
// When there is none, it takes nothing, and returns after how long there is one.
func (l *Limiter) Take(client string, now time.Time) time.Duration {
	bucket := l.bucketOf(networkOf(client), now)
	if bucket.AllowN(now, 1) {
		return 0
	}
	return max(seconds((1-bucket.TokensAt(now))/float64(l.perSecond)), time.Nanosecond)
}

// networkOf returns what tells a client from others. All that have no address are one.
func networkOf(client string) netip.Addr {
	address, _ := parseAddress(client)
	if !address.Is6() {
		return address
	}
	network, _ := address.Prefix(networkBits)
	return network.Addr()
}

func (l *Limiter) bucketOf(client netip.Addr, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.turned) > l.period {
		l.turn(now)
	}
	if bucket := l.newer[client]; bucket != nil {
		return bucket
	}
	bucket := l.older[client]
	switch {
	case bucket != nil:
		delete(l.older, client)
	case len(l.newer)+len(l.older) < maxClients:
		bucket = rate.NewLimiter(l.perSecond, l.burst)
	default:
		return l.shared[maphash.Comparable(l.seed, client)%sharedBuckets]
	}
	l.newer[client] = bucket
	return bucket
}

// turn forgets who has sent nothing for a period.
func (l *Limiter) turn(now time.Time) {
	l.older = l.newer
	if now.Sub(l.turned) > 2*l.period {
		l.older = nil
	}
	l.newer = map[netip.Addr]*rate.Limiter{}
	l.turned = now
}

func seconds(count float64) time.Duration { return time.Duration(count * float64(time.Second)) }
