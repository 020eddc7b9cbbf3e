package pack

import (
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/tree"
)

// CheckPath returns why a pack can't write a path in a service, or nil: the path isn't
// portable, or it belongs to newsvc.
func CheckPath(path string) error {
	for segment := range strings.SplitSeq(path, "/") {
		// newsvc~1 is the short name of one of them on Windows.
		if name := tree.FoldCompatible(segment); strings.HasPrefix(name, ".newsvc") || strings.HasPrefix(name, "newsvc~") {
			return fmt.Errorf("%q belongs to newsvc", segment)
		}
	}
	return tree.CheckPath(path)
}
