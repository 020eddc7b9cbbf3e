package merge

import (
	"bytes"
	"strings"
)

// structured merges three YAML or JSON texts by structure. It reports false if
// that is impossible or the result doesn't have the merged meaning.
func structured(base, ours, theirs []byte) ([]byte, bool) {
	v := newValues()
	var sides [3]document
	for i, text := range [][]byte{base, ours, theirs} {
		side, ok := read(text, v)
		if !ok {
			return nil, false
		}
		sides[i] = side
	}
	want, ok := v.mergeValues(sides[0].root, sides[1].root, sides[2].root)
	if !ok {
		return nil, false
	}
	lines, ok := mergeParts([3]*part{sides[0].whole(), sides[1].whole(), sides[2].whole()})
	if !ok {
		return nil, false
	}
	merged := []byte(strings.Join(lines, ""))
	got, ok := read(merged, v)
	if !ok || !v.same(got.root, want) {
		return nil, false
	}
	if bytes.Contains(ours, []byte("\r\n")) {
		merged = bytes.ReplaceAll(merged, []byte("\n"), []byte("\r\n"))
	}
	if !bytes.HasSuffix(ours, []byte("\n")) {
		merged = bytes.TrimRight(merged, "\r\n")
	}
	return merged, true
}
