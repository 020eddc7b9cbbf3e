package pack

import (
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/tree"
)

// CheckPath says why a pack can't write a path in a service, or returns nil: it
// can't be there on every system, or it is newsvc's own.
func CheckPath(path string) error {
	for segment := range strings.SplitSeq(path, "/") {
		// newsvc~1 is the short name of one of them on Windows.
		if name := tree.FoldCompatible(segment); strings.HasPrefix(name, ".newsvc") || strings.HasPrefix(name, "newsvc~") {
			return fmt.Errorf("%q belongs to newsvc", segment)
		}
	}
	return tree.CheckPath(path)
}
