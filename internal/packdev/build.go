package packdev

import (
	"context"
	"strings"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

// build builds, vets and tests the service of a case in a temporary folder. It does nothing
// for a service that has no go.mod.
func (t *TestedCase) build(ctx context.Context, host service.Host, files tree.Tree) error {
	if _, ok := files[deps.GoMod]; !ok {
		notify(host, "%s is not built: it has no go.mod", t.Name)
		return nil
	}
	notify(host, "%s: go build, vet and test", t.Name)
	made, err := sandbox.Maker{Disk: host.Disk, Env: host.Env}.Write(ctx, files)
	if err != nil {
		return err
	}
	defer made.Remove()
	t.Built = true
	for _, check := range sandbox.Checks {
		output, failed := made.Go(ctx, check...)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if failed != nil {
			t.Status, t.Check, t.Output = Fails, "go "+strings.Join(check, " "), output
			return nil
		}
	}
	return nil
}
