package merge

// group is a run of changed lines of one text, empty ones included: one stands
// before each unchanged line, and one at the end. The n-th group of one text
// belongs to the n-th of the other.
type group struct {
	in *side
	span
}

func (s *side) firstGroup() group { return group{s, span{0, s.run(0)}} }

// next moves to the group after the next unchanged line; false at the end.
func (g *group) next() bool {
	if g.end == len(g.in.lines) {
		return false
	}
	g.start = g.end + 1
	g.end = g.in.run(g.start)
	return true
}

// previous moves to the group before the last unchanged line.
func (g *group) previous() {
	g.end = g.start - 1
	g.start = g.end
	g.absorb()
}

// absorb takes in the changed lines just above.
func (g *group) absorb() {
	for g.start > 0 && g.in.changed[g.start-1] {
		g.start--
	}
}

// up slides the group one line up, if the text reads the same then; a group
// that it meets becomes part of it.
func (g *group) up() bool {
	if g.start == 0 || g.in.lines[g.start-1] != g.in.lines[g.end-1] {
		return false
	}
	g.start--
	g.end--
	g.in.changed[g.start], g.in.changed[g.end] = true, false
	g.absorb()
	return true
}

// down slides the group one line down, as up does.
func (g *group) down() bool {
	if g.end == len(g.in.lines) || g.in.lines[g.start] != g.in.lines[g.end] {
		return false
	}
	g.in.changed[g.start], g.in.changed[g.end] = false, true
	g.start++
	g.end = g.in.run(g.end + 1)
	return true
}

// slide moves each run of changed lines as far down as the text allows, or to
// the last place on its way where the other text has changed lines too.
func (s *side) slide(other *side) {
	g, o := s.firstGroup(), other.firstGroup()
	for {
		if g.start < g.end {
			g.settle(&o)
		}
		if !g.next() {
			return
		}
		o.next()
	}
}

// settle slides one group; o is the other text's group beside it.
func (g *group) settle(o *group) {
	beside := false // a changed run of the other text was on the way
	for size := -1; size != g.end-g.start; {
		size = g.end - g.start
		for g.up() {
			o.previous()
		}
		beside = o.start < o.end
		for g.down() {
			o.next()
			beside = beside || o.start < o.end
		}
	}
	for beside && o.start == o.end {
		g.up()
		o.previous()
	}
}
