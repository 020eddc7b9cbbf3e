package merge

// diff returns the runs of changed lines between two texts, from top to bottom.
//
// It follows the default algorithm of git's xdiff, so that it picks the same
// one of the equally short results: it trims the common ends and discards
// hopeless lines (xdl_trim_ends, xdl_cleanup_records), runs the linear-space
// variant of Myers' algorithm from both ends (xdl_recs_cmp, xdl_split), and
// then compacts each group of changed lines (xdl_change_compact).
func diff(old, new []string) []hunk {
	d := newDiffer(old, new)
	d.compare(span{0, len(d.old.candidates)}, span{0, len(d.new.candidates)}, false)
	d.old.compact(&d.new)
	d.new.compact(&d.old)
	return d.hunks()
}

// differ compares two texts with Myers' algorithm.
type differ struct {
	old, new side
	// The furthest point that a path from the top (down) and a path from the
	// bottom (up) has reached on each diagonal, as a line of old. The index of
	// diagonal 0 is zero.
	down, up []int
	zero     int
	rounds   int // the search for a shortest path stops after this many rounds
}

// side is one of the two texts.
type side struct {
	lines      []int  // equal lines have equal numbers
	changed    []bool // whether each line changed; one more element, which is never set
	candidates []int  // the lines that Myers' algorithm compares
}

func newDiffer(old, new []string) *differ {
	numbers := make(map[string]int, len(old))
	d := &differ{old: number(old, numbers), new: number(new, numbers)}
	d.old.selectCandidates(&d.new, len(numbers))
	diagonals := len(d.old.candidates) + len(d.new.candidates) + 3
	d.down, d.up = make([]int, diagonals), make([]int, diagonals)
	d.zero = len(d.new.candidates) + 1
	d.rounds = roundLimit(diagonals)
	return d
}

// number gives equal lines equal numbers, across both texts.
func number(text []string, numbers map[string]int) side {
	s := side{lines: make([]int, len(text)), changed: make([]bool, len(text)+1)}
	for i, line := range text {
		n, ok := numbers[line]
		if !ok {
			n = len(numbers)
			numbers[line] = n
		}
		s.lines[i] = n
	}
	return s
}

// at returns the number of a candidate line.
func (s *side) at(i int) int { return s.lines[s.candidates[i]] }

// mark marks candidate lines as changed.
func (s *side) mark(candidates span) {
	for _, line := range s.candidates[candidates.start:candidates.end] {
		s.changed[line] = true
	}
}

// compare marks the differences between two runs of candidate lines. If shortest
// is set, it finds the smallest possible difference, however long that takes.
func (d *differ) compare(old, new span, shortest bool) {
	for old.start < old.end && new.start < new.end && d.old.at(old.start) == d.new.at(new.start) {
		old.start++
		new.start++
	}
	for old.start < old.end && new.start < new.end && d.old.at(old.end-1) == d.new.at(new.end-1) {
		old.end--
		new.end--
	}
	if old.start == old.end || new.start == new.end {
		d.old.mark(old)
		d.new.mark(new)
		return
	}
	at := d.middle(old, new, shortest)
	d.compare(span{old.start, at.old}, span{new.start, at.new}, at.above)
	d.compare(span{at.old, old.end}, span{at.new, new.end}, at.below)
}

// point splits a path in two. The parts above and below it that are marked true
// are on a shortest path, so searching them for the shortest one is worthwhile.
type point struct {
	old, new     int
	above, below bool
}

// middle returns a point on a shortest path between two runs that differ at
// both ends: the point where a path from the top meets one from the bottom
// (the "middle snake" of Myers 1986, xdl_split in xdiff). Diagonal k contains
// the points whose line in old minus their line in new is k. Unless shortest is
// set, a search that takes too long returns the best point so far.
func (d *differ) middle(old, new span, shortest bool) point {
	top, bottom := old.start-new.start, old.end-new.end
	s := search{old: old, new: new, down: span{top, top}, up: span{bottom, bottom}}
	lowest, highest := old.start-new.end, old.end-new.start
	odd := (top-bottom)&1 != 0
	d.down[d.zero+top], d.up[d.zero+bottom] = old.start, old.end
	const beyond = int(^uint(0) >> 1)
	for round := 1; ; round++ {
		s.down = d.widen(d.down, s.down, lowest, highest, -1)
		for k := s.down.end; k >= s.down.start; k -= 2 {
			o := d.stepDown(k, old, new)
			if odd && s.up.start <= k && k <= s.up.end && d.up[d.zero+k] <= o {
				return point{o, o - k, true, true}
			}
		}
		s.up = d.widen(d.up, s.up, lowest, highest, beyond)
		for k := s.up.end; k >= s.up.start; k -= 2 {
			o := d.stepUp(k, old, new)
			if !odd && s.down.start <= k && k <= s.down.end && o <= d.down[d.zero+k] {
				return point{o, o - k, true, true}
			}
		}
		if shortest {
			continue
		}
		if p, ok := d.cutOff(s, round); ok {
			return p
		}
	}
}

// widen returns the diagonals that the next round reaches. It gives their outer
// neighbours a value that loses every comparison.
func (d *differ) widen(reach []int, k span, lowest, highest, loser int) span {
	if k.start > lowest {
		k.start--
		reach[d.zero+k.start-1] = loser
	} else {
		k.start++
	}
	if k.end < highest {
		k.end++
		reach[d.zero+k.end+1] = loser
	} else {
		k.end--
	}
	return k
}

// stepDown makes one more change on diagonal k from the top, then follows equal lines.
func (d *differ) stepDown(k int, old, new span) int {
	o := d.down[d.zero+k+1]
	if before := d.down[d.zero+k-1]; before >= o {
		o = before + 1
	}
	for o < old.end && o-k < new.end && d.old.at(o) == d.new.at(o-k) {
		o++
	}
	d.down[d.zero+k] = o
	return o
}

// stepUp makes one more change on diagonal k from the bottom, then follows equal lines.
func (d *differ) stepUp(k int, old, new span) int {
	o := d.up[d.zero+k-1]
	if after := d.up[d.zero+k+1]; after <= o {
		o = after - 1
	}
	for o > old.start && o-k > new.start && d.old.at(o-1) == d.new.at(o-k-1) {
		o--
	}
	d.up[d.zero+k] = o
	return o
}

// hunks returns the runs of changed lines.
func (d *differ) hunks() []hunk {
	var found []hunk
	o, n := 0, 0
	for o < len(d.old.lines) || n < len(d.new.lines) {
		h := hunk{old: span{o, d.old.run(o)}, new: span{n, d.new.run(n)}}
		if o, n = h.old.end, h.new.end; h.old.start < o || h.new.start < n {
			found = append(found, h)
		}
		o++
		n++
	}
	return found
}

// run returns the end of the run of changed lines that starts at a line.
func (s *side) run(line int) int {
	for line < len(s.lines) && s.changed[line] {
		line++
	}
	return line
}
