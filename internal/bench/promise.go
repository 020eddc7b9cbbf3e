package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// promises are held to what was measured.
type promises struct{ broken []string }

// atMost holds a measured value to a bound.
func (p *promises) atMost(what string, measured, bound float64, unit string) {
	if measured > bound {
		p.broken = append(p.broken, fmt.Sprintf("%s: %.3g%s, promised at most %.3g%s", what, measured, unit, bound, unit))
	}
}

// atLeast holds a measured value to a bound.
func (p *promises) atLeast(what string, measured, bound float64, unit string) {
	if measured < bound {
		p.broken = append(p.broken, fmt.Sprintf("%s: %.3g%s, promised at least %.3g%s", what, measured, unit, bound, unit))
	}
}

// holds notes what is promised and isn't so.
func (p *promises) holds(promised string, so bool) {
	if !so {
		p.broken = append(p.broken, promised)
	}
}

// err says loudly what isn't kept.
func (p *promises) err() error {
	if len(p.broken) == 0 {
		return nil
	}
	return errors.New("PROMISES NOT KEPT:\n  " + strings.Join(p.broken, "\n  "))
}

// What is promised of a service with the default options.
var (
	mostSize    = map[string]float64{"chi": 15, "echo": 15, "gin": 17, "fiber": 17} // MB
	mostIdle    = 20.0                                                              // MB
	mostLoaded  = 40.0                                                              // MB
	mostStart   = 10.0                                                              // ms
	leastSpeed  = 80.0                                                              // % of the bare framework's
	loadedAfter = int64(10_000)                                                     // requests
)

func (m measurement) hold(kept *promises) {
	if m.everything {
		return // The promises are about the default options.
	}
	kept.atMost(m.String()+": binary", megabytes(m.own.size), mostSize[m.framework], " MB")
	kept.atMost(m.String()+": idle", megabytes(m.own.idle), mostIdle, " MB")
	kept.atMost(m.String()+": after load", megabytes(m.own.loaded), mostLoaded, " MB")
	kept.atMost(m.String()+": start", milliseconds(m.own.start), mostStart, " ms")
	if m.database == "memory" {
		return // Throughput is promised with a database only.
	}
	for _, s := range m.speeds {
		kept.atLeast(m.String()+": "+s.load, 100*s.rivals["bare"].ratio, leastSpeed, " % of bare")
	}
}

func megabytes(n int64) float64 { return float64(n) / 1e6 }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median[T cmp.Ordered](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
