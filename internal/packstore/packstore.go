// Package packstore finds packs: the built-in one, those in folders, and those
// that newsvc has cached by their digest.
package packstore

import (
	"errors"
	"io/fs"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/templates"
)

// Store is where packs are.
type Store struct {
	Folder string       // of the cache; empty: there is none
	Disk   disk.Machine // writes it
}

// Load loads the pack in the folder dir, or the built-in one for "". A pack in
// a folder is checked in full; for the built-in one, the tests have done that.
func Load(dir string) (*pack.Pack, error) {
	if dir == "" {
		return pack.Load(templates.FS)
	}
	// A root, so that a link in a pack can't reach what is beside it.
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return nil, noPack(dir, err)
	}
	if _, err := root.Stat("pack.yaml"); err != nil {
		return nil, noPack(dir, err)
	}
	p, err := pack.Load(rootfile.FS(root))
	if err != nil {
		return nil, err
	}
	return p, p.Check()
}

func noPack(dir string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fault.Usage("no_pack", "there is no pack in %s", dir).WithCause(err).
		WithHint("give --pack the folder that holds pack.yaml")
}

// Find finds the very pack that a service was made with: in the given folder,
// or otherwise in the cache, or otherwise the built-in one.
func (s Store) Find(ref spec.PackRef, dir string) (*pack.Pack, error) {
	if dir != "" {
		p, err := Load(dir)
		if err == nil && p.Digest != ref.Digest {
			return nil, fault.Usage("other_pack", "the pack in %s isn't the one that made this service: its digest is %s, not %s", dir, p.Digest, ref.Digest).
				WithHint("give --pack the folder as it was, %s %s", ref.Name, ref.Version)
		}
		return p, err
	}
	if folder := s.folder(ref.Digest); folder != "" {
		if p, err := Load(folder); err == nil && p.Digest == ref.Digest {
			return p, nil
		}
	}
	p, err := Load("")
	if err == nil && p.Digest != ref.Digest {
		return nil, fault.Failed("pack_missing", "this service was made with the pack %s %s, %s, which is neither built in nor cached on this machine", ref.Name, ref.Version, ref.Digest).
			WithHint("give its folder with --pack DIR")
	}
	return p, err
}

// Ref returns what a service records of its pack.
func Ref(p *pack.Pack) spec.PackRef {
	return spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}
}
