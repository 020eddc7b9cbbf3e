package merge

// group is a run of changed lines in one text. It may be empty: there is one
// group before each unchanged line and one at the end, so the n-th group of one
// text corresponds to the n-th group of the other (xdlgroup in xdiff).
type group struct {
	in *side
	span
}

func (s *side) firstGroup() group { return group{s, span{0, s.run(0)}} }

// next moves to the group after the next unchanged line. It reports false at the end.
func (g *group) next() bool {
	if g.end == len(g.in.lines) {
		return false
	}
	g.start = g.end + 1
	g.end = g.in.run(g.start)
	return true
}

// previous moves to the group before the previous unchanged line.
func (g *group) previous() {
	g.end = g.start - 1
	g.start = g.end
	g.absorb()
}

// absorb extends the group with the changed lines directly above it.
func (g *group) absorb() {
	for g.start > 0 && g.in.changed[g.start-1] {
		g.start--
	}
}

// slideUp slides the group up by one line if that doesn't change the new text, and
// merges it with a group that it then touches.
func (g *group) slideUp() bool {
	if g.start == 0 || g.in.lines[g.start-1] != g.in.lines[g.end-1] {
		return false
	}
	g.start--
	g.end--
	g.in.changed[g.start], g.in.changed[g.end] = true, false
	g.absorb()
	return true
}

// slideDown slides the group down by one line, as slideUp does in the other direction.
func (g *group) slideDown() bool {
	if g.end == len(g.in.lines) || g.in.lines[g.start] != g.in.lines[g.end] {
		return false
	}
	g.in.changed[g.start], g.in.changed[g.end] = false, true
	g.start++
	g.end = g.in.run(g.end + 1)
	return true
}

// compact compacts the changes as xdl_change_compact does without the indent
// heuristic: each group slides down as far as possible, or to the last position
// at which the other text has a changed group too.
func (s *side) compact(other *side) {
	g, o := s.firstGroup(), other.firstGroup()
	for {
		if g.start < g.end {
			g.compactGroup(&o)
		}
		if !g.next() {
			return
		}
		o.next()
	}
}

// compactGroup compacts one group. o is the corresponding group of the other text.
func (g *group) compactGroup(o *group) {
	passed := false // whether the group passed a changed group of the other text
	for size := -1; size != g.end-g.start; {
		size = g.end - g.start
		for g.slideUp() {
			o.previous()
		}
		passed = o.start < o.end
		for g.slideDown() {
			o.next()
			passed = passed || o.start < o.end
		}
	}
	for passed && o.start == o.end {
		g.slideUp()
		o.previous()
	}
}
