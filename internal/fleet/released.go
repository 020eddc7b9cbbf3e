package fleet

import (
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/spec"
)

// checkReleased finds out whether other machines can find a service's pack.
func (r *Reader) checkReleased(status *Status, p *pack.Pack) error {
	builtin, err := r.packs.load(spec.PackRef{}, func() (*pack.Pack, error) { return packstore.Load("") })
	if err != nil {
		return err
	}
	status.Unreleased = r.PackDir == "" && r.Host.Packs.OnlyCached(p, builtin)
	return nil
}
