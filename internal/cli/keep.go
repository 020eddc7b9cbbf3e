package cli

import (
	"context"
	"io/fs"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/tree"
)

// keepPack keeps a pack that no release of newsvc has, by its digest, so that
// the service's base can be rendered again. What fails here is said and no
// more: the service is there, and the pack's folder can be given.
func (a *app) keepPack(ctx context.Context, p *pack.Pack, dir string) {
	kept := a.keptPack(p.Digest)
	if kept == "" || dir == "" && released(buildVersion().Newsvc) {
		return
	}
	if target, err := disk.Look(kept); err != nil || target.State != disk.Missing {
		return
	}
	files, err := packFiles(p.FS)
	if err == nil {
		err = a.machine().Create(ctx, kept, files)
	}
	if err != nil {
		a.note("the pack isn't kept for later (%s); newsvc diff may need --pack", err)
	}
}

// packFiles reads a pack's files as a tree.
func packFiles(fsys fs.FS) (tree.Tree, error) {
	files := tree.Tree{}
	err := fs.WalkDir(fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		files[path] = tree.File{Data: data}
		return err
	})
	return files, err
}
