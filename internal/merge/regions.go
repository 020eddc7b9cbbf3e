package merge

import "slices"

// span is a half-open range of lines: start is included, end is not.
type span struct{ start, end int }

// region is a run of lines, in all three texts, that at least one side changed.
type region struct {
	base, ours, theirs span
	byOurs, byTheirs   bool // which side changed it; if both did, it is a conflict
}

// regions combines the changes of both sides. Changes that touch or overlap
// become one region. Identical changes on both sides become no region, as in
// xdiff's merge level "eager" (xdl_do_merge), the highest level that
// `git merge-file --diff3` uses.
func (m *merger) regions(ours, theirs []hunk) []region {
	var found []region
	for len(ours) > 0 || len(theirs) > 0 {
		switch {
		case len(theirs) == 0 || len(ours) > 0 && ours[0].old.end < theirs[0].old.start:
			shift := len(m.theirs) - len(m.base)
			if len(theirs) > 0 {
				shift = theirs[0].shift()
			}
			h := ours[0]
			found = appendRegion(found, region{base: h.old, ours: h.new, theirs: h.old.moved(shift), byOurs: true})
			ours = ours[1:]
		case len(ours) == 0 || theirs[0].old.end < ours[0].old.start:
			shift := len(m.ours) - len(m.base)
			if len(ours) > 0 {
				shift = ours[0].shift()
			}
			h := theirs[0]
			found = appendRegion(found, region{base: h.old, ours: h.old.moved(shift), theirs: h.new, byTheirs: true})
			theirs = theirs[1:]
		default:
			o, t := ours[0], theirs[0]
			if !m.sameChange(o, t) {
				found = appendRegion(found, overlap(o, t))
			}
			if o.old.end <= t.old.end {
				ours = ours[1:]
			}
			if t.old.end <= o.old.end {
				theirs = theirs[1:]
			}
		}
	}
	return found
}

// sameChange reports whether both sides made the same change.
func (m *merger) sameChange(o, t hunk) bool {
	return o.old == t.old && slices.Equal(m.ours[o.new.start:o.new.end], m.theirs[t.new.start:t.new.end])
}

// overlap returns the region of two changes that touch.
func overlap(o, t hunk) region {
	base := span{min(o.old.start, t.old.start), max(o.old.end, t.old.end)}
	return region{base: base, ours: o.covering(base), theirs: t.covering(base), byOurs: true, byTheirs: true}
}

// appendRegion appends a region, or extends the last one if they touch.
func appendRegion(found []region, r region) []region {
	if len(found) == 0 {
		return append(found, r)
	}
	last := &found[len(found)-1]
	if r.ours.start > last.ours.end && r.theirs.start > last.theirs.end {
		return append(found, r)
	}
	last.base.end, last.ours.end, last.theirs.end = r.base.end, r.ours.end, r.theirs.end
	last.byOurs = last.byOurs || r.byOurs
	last.byTheirs = last.byTheirs || r.byTheirs
	return found
}

// hunk replaces a run of old lines with a run of new lines.
type hunk struct{ old, new span }

// shift returns by how many lines the text just before the hunk moved.
func (h hunk) shift() int { return h.new.start - h.old.start }

// covering returns the new lines that correspond to a wider run of old lines.
func (h hunk) covering(old span) span {
	return span{h.new.start - (h.old.start - old.start), h.new.end + (old.end - h.old.end)}
}

func (s span) moved(by int) span { return span{s.start + by, s.end + by} }
