// Package ratelimit limits how many requests each client may send.
package ratelimit

import (
	"math"
	"net/netip"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// maxClients limits the memory. The least recently seen clients are forgotten.
const maxClients = 16384

// Limiter has a token bucket for each client.
type Limiter struct {
	rps     rate.Limit
	burst   int
	buckets *lru.Cache[netip.Prefix, *rate.Limiter]
}

// New returns a limiter that lets each client send rps requests per second in the long
// run, and burst requests at once.
func New(rps, burst float64) *Limiter {
	buckets, err := lru.New[netip.Prefix, *rate.Limiter](maxClients)
	if err != nil {
		panic(err) // only if maxClients isn't positive
	}
	return &Limiter{rps: rate.Limit(rps), burst: int(math.Ceil(burst)), buckets: buckets}
}

// Take counts a request of the client at an address. The result is how long the client
// must wait before it sends the request again, or 0 if it may send it now.
func (l *Limiter) Take(address string) time.Duration {
	now := time.Now()
	reservation := l.bucket(client(address)).ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

func (l *Limiter) bucket(client netip.Prefix) *rate.Limiter {
	if bucket, ok := l.buckets.Get(client); ok {
		return bucket
	}
	bucket := rate.NewLimiter(l.rps, l.burst)
	if other, found, _ := l.buckets.PeekOrAdd(client, bucket); found {
		return other
	}
	return bucket
}

// client returns the network of a client: an IPv4 address, or the 64 bits of an IPv6
// address that a provider assigns to one customer.
func client(address string) netip.Prefix {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	addr = addr.Unmap()
	prefix, _ := addr.Prefix(min(addr.BitLen(), 64))
	return prefix
}
