package choices

import "iter"

// pair is the values of two dimensions, all by index.
type pair struct{ a, ofA, b, ofB int }

// pairs yields those of a combination.
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

// unmet counts the pairs of a combination that haven't met.
func unmet(met map[pair]bool, picked []int) int {
	count := 0
	for p := range pairs(picked) {
		if !met[p] {
			count++
		}
	}
	return count
}
