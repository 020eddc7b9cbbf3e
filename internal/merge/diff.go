package merge

// diff returns what turns one text into another, both as lines, as runs of
// changed lines from top to bottom. Among the equally short answers it picks
// git's: the same lines are compared first, the same path wins a tie, and runs
// that could as well stand a few lines further slide the same way.
func diff(old, new []string) []hunk {
	d := newDiffer(old, new)
	d.compare(span{0, len(d.old.kept)}, span{0, len(d.new.kept)}, false)
	d.old.slide(&d.new)
	d.new.slide(&d.old)
	return d.hunks()
}

// differ compares two texts.
type differ struct {
	old, new side
	// The furthest that a path from the top and one from the bottom got on each
	// diagonal, as lines of old; zero is where diagonal 0 is kept.
	down, up []int
	zero     int
	rounds   int // after so many, a search for the shortest path is given up
}

// side is one of two texts that are compared.
type side struct {
	lines   []int  // equal lines have equal numbers
	changed []bool // by line, and one more that never is
	kept    []int  // the lines worth comparing
}

func newDiffer(old, new []string) *differ {
	numbers := make(map[string]int, len(old))
	d := &differ{old: number(old, numbers), new: number(new, numbers)}
	d.old.keep(&d.new, len(numbers))
	diagonals := len(d.old.kept) + len(d.new.kept) + 3
	d.down, d.up = make([]int, diagonals), make([]int, diagonals)
	d.zero = len(d.new.kept) + 1
	d.rounds = limitRounds(diagonals)
	return d
}

// number gives equal lines equal numbers.
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

// at returns the number of a kept line.
func (s *side) at(i int) int { return s.lines[s.kept[i]] }

// mark says that kept lines changed.
func (s *side) mark(kept span) {
	for _, line := range s.kept[kept.start:kept.end] {
		s.changed[line] = true
	}
}

// compare marks what differs between two runs of kept lines: with shortest set,
// as little as can be, whatever it takes to find that.
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

// point is where a path is cut in two; above and below say which parts are
// known to have a short path, so that it is worth looking for the shortest.
type point struct {
	old, new     int
	above, below bool
}

// middle returns a point on a shortest path between two runs that differ at
// both ends: where one from the top meets one from the bottom (Myers 1986).
// Diagonal k holds the points whose line of old less their line of new is k.
// Where that takes too long, and needn't be, any good point will do.
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
		if p, ok := d.giveUp(s, round); ok {
			return p
		}
	}
}

// widen returns the diagonals that the next round reaches, and puts a value
// that loses every comparison on the new ones' outer neighbours.
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

// stepDown takes one more change on diagonal k from the top, then follows equal lines.
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

// stepUp takes one more change on diagonal k from the bottom, then follows equal lines.
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

// hunks returns the runs of lines that are marked.
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

// run returns the end of the changed lines that start at a line.
func (s *side) run(line int) int {
	for line < len(s.lines) && s.changed[line] {
		line++
	}
	return line
}
