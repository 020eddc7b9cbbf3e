package merge

// xdiff doesn't compare every line (xdl_cleanup_records). A line that only one
// text contains can't match, and a line that the other text contains very often
// is discarded if few lines around it match.
const (
	frequentCount  = 1024 // a line with this many matches is always frequent (XDL_MAX_EQLIMIT)
	scanWindow     = 100  // the number of lines to look at on each side of a frequent line (XDL_SIMSCAN_WINDOW)
	frequentWeight = 4    // the weight of frequent lines against lines without a match (XDL_KPDIS_RUN)
)

// selectCandidates selects the lines to compare in both texts and marks the discarded ones
// as changed. Lines in the common prefix and suffix are neither (xdl_trim_ends).
func (s *side) selectCandidates(other *side, distinct int) {
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
	s.selectRange(span{first, len(s.lines) - last}, others)
	other.selectRange(span{first, len(other.lines) - last}, mine)
}

// count returns how often each number occurs.
func (s *side) count(distinct int) []int {
	counts := make([]int, distinct)
	for _, n := range s.lines {
		counts[n]++
	}
	return counts
}

// matches says how many lines of the other text equal a line.
type matches int

const (
	noMatch matches = iota
	fewMatches
	manyMatches
)

// selectRange selects the lines of a range that are worth comparing.
func (s *side) selectRange(in span, others []int) {
	limit := min(approxSqrt(len(s.lines)), frequentCount)
	found := make([]matches, in.end-in.start)
	for i := range found {
		switch count := others[s.lines[in.start+i]]; {
		case count >= limit:
			found[i] = manyMatches
		case count > 0:
			found[i] = fewMatches
		}
	}
	for i, m := range found {
		if m == fewMatches || m == manyMatches && !isolated(found, i) {
			s.candidates = append(s.candidates, in.start+i)
		} else {
			s.changed[in.start+i] = true
		}
	}
}

// isolated reports whether most lines on both sides of a frequent line have no match
// (xdl_clean_mmatch).
func isolated(found []matches, i int) bool {
	common, alone := 2, 0
	for _, step := range []int{-1, 1} {
		before := alone
		for j := i + step; j >= max(i-scanWindow, 0) && j < min(i+scanWindow+1, len(found)) && found[j] != fewMatches; j += step {
			if found[j] == noMatch {
				alone++
			} else {
				common++
			}
		}
		if alone == before {
			return false
		}
	}
	return common*frequentWeight < common+alone
}

// approxSqrt returns a power of two near the square root of n, at least 1 (xdl_bogosqrt).
func approxSqrt(n int) int {
	root := 1
	for ; n > 0; n >>= 2 {
		root <<= 1
	}
	return root
}
