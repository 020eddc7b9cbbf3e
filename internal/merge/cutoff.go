package merge

// minRounds is the number of rounds that every search gets (XDL_MAX_COST_MIN in xdiff).
const minRounds = 256

// A comparison of up to exactDiagonals diagonals gives git's result to the line: with 256
// rounds, xdiff's other heuristic, which looks for long snakes, never starts. A
// longer comparison takes at most maxWork diagonals × rounds, and may differ from git's.
const (
	exactDiagonals = 60_000
	maxWork        = exactDiagonals * minRounds
)

// roundLimit returns the number of rounds that a search gets, so that the time
// of a comparison is proportional to the number of its lines.
func roundLimit(diagonals int) int {
	if diagonals > exactDiagonals {
		return max(maxWork/diagonals, 8)
	}
	return max(minRounds, approxSqrt(diagonals))
}

// search is the progress of a search for the middle of two runs of lines.
type search struct {
	old, new span
	down, up span // the diagonals reached from the top and from the bottom, both ends included
}

// cutOff applies xdiff's cutoff: once the search has used up its rounds, it
// returns the furthest point that any path reached. The part behind that point
// is on a shortest path.
func (d *differ) cutOff(s search, round int) (point, bool) {
	if round < d.rounds {
		return point{}, false
	}
	down, up := d.furthestDown(s), d.furthestUp(s)
	if s.old.end+s.new.end-up.old-up.new < down.old+down.new-s.old.start-s.new.start {
		return down, true
	}
	return up, true
}

// furthestDown returns the furthest point that a path from the top reached.
func (d *differ) furthestDown(s search) point {
	best := point{old: -1, above: true}
	for k := s.down.end; k >= s.down.start; k -= 2 {
		o := min(d.down[d.zero+k], s.old.end, s.new.end+k)
		if best.old < 0 || best.old+best.new < o+o-k {
			best.old, best.new = o, o-k
		}
	}
	return best
}

// furthestUp returns the furthest point that a path from the bottom reached.
func (d *differ) furthestUp(s search) point {
	best := point{old: -1, below: true}
	for k := s.up.end; k >= s.up.start; k -= 2 {
		o := max(d.up[d.zero+k], s.old.start, s.new.start+k)
		if best.old < 0 || o+o-k < best.old+best.new {
			best.old, best.new = o, o-k
		}
	}
	return best
}
