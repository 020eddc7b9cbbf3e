package merge

// patience is how many rounds a search for the shortest path always gets.
const patience = 256

// exact is the most diagonals of a comparison that is git's to the line, and
// most what a longer one takes in all, in diagonals times rounds.
const (
	exact = 60_000
	most  = exact * patience
)

// limitRounds returns how many rounds a search gets, so that a comparison takes
// no more than in proportion to its lines.
func limitRounds(diagonals int) int {
	if diagonals > exact {
		return max(most/diagonals, 8)
	}
	return max(patience, roughRoot(diagonals))
}

// search is how far the search for a middle has got between two runs of lines.
type search struct {
	old, new span
	down, up span // the diagonals reached from the top and from the bottom, ends included
}

// giveUp returns a point that will do for the middle, once enough rounds are
// over: the furthest that any path got, with the half behind it known to have
// a short path.
func (d *differ) giveUp(s search, round int) (point, bool) {
	if round < d.rounds {
		return point{}, false
	}
	down, up := d.furthestDown(s), d.furthestUp(s)
	if s.old.end+s.new.end-up.old-up.new < down.old+down.new-s.old.start-s.new.start {
		return down, true
	}
	return up, true
}

// furthestDown returns the furthest that a path from the top got.
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

// furthestUp returns the furthest that a path from the bottom got.
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
