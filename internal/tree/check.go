package tree

import (
	"errors"

	"github.com/newsvc/newsvc/internal/fault"
)

// Check returns an error for each path that can't exist on every system that newsvc
// and git support, or that conflicts with another path, joined with errors.Join.
func (t Tree) Check() error {
	var errs []error
	var paths Paths
	for _, name := range t.Paths() {
		if err := CheckPath(name); err != nil {
			errs = append(errs, fault.Failed("bad_path", "the path %q is not portable", name).WithCause(err))
			continue
		}
		if other, _, ok := paths.Add(name, ""); !ok {
			errs = append(errs, fault.Failed("bad_path", "the paths %q and %q conflict: some systems treat them as the same, or one is a folder", name, other))
		}
	}
	return errors.Join(errs...)
}
