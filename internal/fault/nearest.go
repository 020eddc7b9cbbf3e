package fault

import "strings"

// Nearest returns the word that the user probably meant by typed: the one with
// the smallest edit distance (insertions, deletions, substitutions and swaps),
// or the first of several. It returns "" if no word is similar enough.
func Nearest(typed string, words []string) string {
	typed = strings.ToLower(typed)
	if len(typed) > 64 {
		return ""
	}
	best, fewest := "", 1+max(1, len(typed)/3)
	for _, word := range words {
		if max(len(word)-len(typed), len(typed)-len(word)) >= fewest {
			continue // The distance is at least that difference.
		}
		if d := distance(typed, strings.ToLower(word)); d < fewest {
			best, fewest = word, d
		}
	}
	return best
}

// distance returns the Damerau-Levenshtein distance (optimal string alignment)
// between a and b, in bytes.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
