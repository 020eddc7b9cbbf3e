package merge

import "bytes"

// HasMarkers reports whether a text contains conflict markers, newsvc's or git's.
func HasMarkers(data []byte) bool {
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) {
			return true
		}
	}
	return false
}

// Sides are the labels of the versions in a conflict between the user and newsvc.
var Sides = [3]string{"yours", "as it was generated", "newsvc"}
