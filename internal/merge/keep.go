package merge

// How git narrows a comparison: lines that only one text has can't match, and
// lines that the other has very often say little where few others do match.
const (
	often  = 1024 // a line that the other text has this often is common in any case
	window = 100  // how far around a common line its neighbours are looked at
	weight = 4    // common lines count this much against lines that match nothing
)

// keep chooses the lines that are worth comparing, in both texts, and marks
// the others as changed. The lines that both begin and end with are neither.
func (s *side) keep(other *side, distinct int) {
	first := 0
	for first < min(len(s.lines), len(other.lines)) && s.lines[first] == other.lines[first] {
		first++
	}
	last := 0 // from the end
	for last < min(len(s.lines), len(other.lines))-first &&
		s.lines[len(s.lines)-1-last] == other.lines[len(other.lines)-1-last] {
		last++
	}
	mine, others := s.count(distinct), other.count(distinct)
	s.choose(span{first, len(s.lines) - last}, others)
	other.choose(span{first, len(other.lines) - last}, mine)
}

// count returns how often each number occurs.
func (s *side) count(distinct int) []int {
	counts := make([]int, distinct)
	for _, n := range s.lines {
		counts[n]++
	}
	return counts
}

// matches is how many lines of the other text equal a line.
type matches int

const (
	none matches = iota
	some
	many
)

// choose keeps the lines of a range that are worth comparing.
func (s *side) choose(in span, others []int) {
	limit := min(roughRoot(len(s.lines)), often)
	found := make([]matches, in.end-in.start)
	for i := range found {
		switch count := others[s.lines[in.start+i]]; {
		case count >= limit:
			found[i] = many
		case count > 0:
			found[i] = some
		}
	}
	for i, m := range found {
		if m == some || m == many && !lost(found, i) {
			s.kept = append(s.kept, in.start+i)
		} else {
			s.changed[in.start+i] = true
		}
	}
}

// lost reports whether a common line stands among lines that mostly match
// nothing, on both sides of it.
func lost(found []matches, i int) bool {
	common, alone := 2, 0
	for _, step := range []int{-1, 1} {
		before := alone
		for j := i + step; j >= max(i-window, 0) && j < min(i+window+1, len(found)) && found[j] != some; j += step {
			if found[j] == none {
				alone++
			} else {
				common++
			}
		}
		if alone == before {
			return false
		}
	}
	return common*weight < common+alone
}

// roughRoot returns a power of two near the square root of n, at least 1.
func roughRoot(n int) int {
	root := 1
	for ; n > 0; n >>= 2 {
		root <<= 1
	}
	return root
}
