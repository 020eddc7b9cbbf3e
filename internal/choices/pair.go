package choices

import "iter"

// pair is a pair of values of two dimensions, all by index.
type pair struct{ a, ofA, b, ofB int }

// pairs yields the pairs of a combination.
func pairs(picked []int) iter.Seq[pair] {
	return func(yield func(pair) bool) {
		for b := range picked {
			for a := range b {
				if !yield(pair{a, picked[a], b, picked[b]}) {
					return
				}
			}
		}
	}
}

// newPairs counts the pairs of a combination that are new.
func newPairs(covered map[pair]bool, picked []int) int {
	count := 0
	for p := range pairs(picked) {
		if !covered[p] {
			count++
		}
	}
	return count
}
