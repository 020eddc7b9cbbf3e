package packdev

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

const manifestPath = "pack.yaml"

// Accept records the digests that the replaced files of a pack's base have now, in pack.yaml. It
// returns the paths of those that changed underneath.
func Accept(ctx context.Context, host service.Host, dir string) ([]string, error) {
	p, err := host.Packs.LoadFolder(ctx, dir)
	if err != nil {
		return nil, fault.Usage("bad_pack", "%s", fault.All(err)[0].Message).
			WithHint("newsvc pack check %s, without --accept, lists all problems", filepath.Clean(dir))
	}
	changed := slices.DeleteFunc(slices.Clone(p.Replaced()), func(r extend.Replacement) bool {
		return !r.Changed() || r.Mark.Path != manifestPath
	})
	if len(changed) == 0 {
		return nil, nil
	}
	data, err := rootfile.ReadIn(ctx, dir, manifestPath, extend.MaxManifest)
	if err != nil {
		return nil, err
	}
	accepted, ok := extend.Accept(data, changed)
	if !ok {
		return nil, fault.Failed("not_accepted", "pack.yaml doesn't have each digest on its own line").
			WithHint("write under replaces, on a line of its own: %s: %s", changed[0].Path, changed[0].Actual)
	}
	before, after := tree.File{Data: data}, tree.File{Data: accepted}
	if err := host.Disk.Apply(ctx, dir, []merge.Change{{Path: manifestPath, Before: &before, After: &after}}); err != nil {
		return nil, err
	}
	var paths []string
	for _, r := range changed {
		paths = append(paths, r.Path)
	}
	return paths, nil
}
