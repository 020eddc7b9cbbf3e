package pack

import (
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/tree"
)

// CheckPath says why a pack can't lay a path in a service, or returns nil: it
// can't be there on every system, or it is newsvc's own.
func CheckPath(path string) error {
	for segment := range strings.SplitSeq(path, "/") {
		if strings.EqualFold(segment, ".newsvc.yaml") {
			return fmt.Errorf("%q is newsvc's own", segment)
		}
	}
	return tree.CheckPath(path)
}
