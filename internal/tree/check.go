package tree

import (
	"errors"

	"github.com/newsvc/newsvc/internal/fault"
)

// Check returns an error for each path that can't be laid on every system that
// newsvc and git work on, or not beside the others, joined.
func (t Tree) Check() error {
	var errs []error
	var paths Paths
	for _, name := range t.Paths() {
		if err := CheckPath(name); err != nil {
			errs = append(errs, fault.Failed("bad_path", "the path %q can't be laid", name).WithCause(err))
			continue
		}
		if other, _, ok := paths.Add(name, ""); !ok {
			errs = append(errs, fault.Failed("bad_path", "the path %q can't be laid beside %q: some systems take them for the same, or one is a folder", name, other))
		}
	}
	return errors.Join(errs...)
}
