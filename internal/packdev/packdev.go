// Package packdev is what the author of a pack does with it: create it, check it, render its
// cases and compare them with golden trees, pin the modules of its services, and compare two
// versions.
package packdev

import (
	"context"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
)

// load loads the pack in a folder, which must be sound.
func load(ctx context.Context, host service.Host, dir string) (*pack.Pack, error) {
	p, err := host.Packs.LoadFolder(ctx, dir)
	if err == nil {
		err = packstore.Check(p)
	}
	if err == nil {
		return p, nil
	}
	all := fault.All(err)
	if len(all) > 1 || all[0].Code == "bad_pack" {
		return nil, fault.Usage("bad_pack", "%s", all[0].Message).
			WithHint("newsvc pack check %s shows where, and lists all problems", filepath.Clean(dir))
	}
	return nil, noPack(all[0])
}

// noPack rewords the hint of an error, which is about --pack.
func noPack(e *fault.Error) error {
	if e.Code != "no_pack" || e.At != nil { // At is set if it is about a base.
		return e
	}
	return e.WithHint("name the folder that contains pack.yaml; newsvc pack new DIR creates a pack")
}

// renderAnswers renders the service with some answers. Its answers file lacks the digest of
// the pack, so that a change to one template changes only the services that contain it.
func renderAnswers(ctx context.Context, p *pack.Pack, answers spec.Answers) (render.Plan, error) {
	ref := packstore.Ref(p)
	ref.Digest = ""
	resolved, err := spec.Resolve(p.Manifest, ref, answers)
	if err != nil {
		return render.Plan{}, err
	}
	return render.Render(ctx, p, resolved)
}

// notify tells the user what is going on.
func notify(host service.Host, format string, args ...any) {
	host.Notify(plain.Sprintf(format, args...))
}
