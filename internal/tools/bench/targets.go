package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// targets collects the missed targets.
type targets struct{ missed []string }

// atMost checks that a measured value is at most a limit.
func (p *targets) atMost(what string, measured, bound float64, unit string) {
	if measured > bound {
		p.missed = append(p.missed, fmt.Sprintf("%s: %.3g%s, but the target is at most %.3g%s", what, measured, unit, bound, unit))
	}
}

// atLeast checks that a measured value is at least a limit.
func (p *targets) atLeast(what string, measured, bound float64, unit string) {
	if measured < bound {
		p.missed = append(p.missed, fmt.Sprintf("%s: %.3g%s, but the target is at least %.3g%s", what, measured, unit, bound, unit))
	}
}

// holds checks a target that isn't a number.
func (p *targets) holds(promised string, so bool) {
	if !so {
		p.missed = append(p.missed, promised)
	}
}

// err returns an error that lists the missed targets, or nil.
func (p *targets) err() error {
	if len(p.missed) == 0 {
		return nil
	}
	return errors.New("MISSED TARGETS:\n  " + strings.Join(p.missed, "\n  "))
}

// The targets for a service with the default options.
var (
	mostSize    = map[string]float64{"chi": 15, "echo": 15, "gin": 17, "fiber": 17} // MB
	mostIdle    = 20.0                                                              // MB
	mostLoaded  = 40.0                                                              // MB
	mostStart   = 10.0                                                              // ms
	leastSpeed  = 80.0                                                              // % of the bare framework's
	loadedAfter = int64(10_000)                                                     // requests
)

// check compares a service that has the default options with the targets.
func (m measurement) check(checked *targets) {
	if m.everything {
		return
	}
	checked.atMost(m.String()+": binary", megabytes(m.own.size), mostSize[m.framework], " MB")
	checked.atMost(m.String()+": idle", megabytes(m.own.idle), mostIdle, " MB")
	checked.atMost(m.String()+": after load", megabytes(m.own.loaded), mostLoaded, " MB")
	checked.atMost(m.String()+": start", milliseconds(m.own.start), mostStart, " ms")
	if m.database == "memory" {
		return // The target for throughput is about databases.
	}
	for _, s := range m.speeds {
		checked.atLeast(m.String()+": "+s.load, 100*s.rivals["bare"].ratio, leastSpeed, " % of bare")
	}
}

func megabytes(n int64) float64 { return float64(n) / 1e6 }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median[T cmp.Ordered](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
