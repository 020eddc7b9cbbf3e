// Package packstore finds packs: the built-in one and its released versions,
// those in folders and Go modules, and those that newsvc has cached by their
// digest.
package packstore

import (
	"context"
	"errors"
	"io/fs"
	"sync"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/templates"
)

// Store is where packs are.
type Store struct {
	Folder  string       // of the cache; empty: there is none
	Disk    disk.Machine // writes it
	Modules Modules      // nil: there are none

	archive *Archive // nil: that of the built-in pack
	chain   []string // the packs that extend each other and are being opened
}

// Load loads the pack in the folder dir, or the built-in one for "". A pack in
// a folder is checked in full; for the built-in one, the tests have done that.
// A pack that extends one in a module needs a Store.
func Load(dir string) (*pack.Pack, error) {
	if dir == "" {
		return pack.Load(templates.FS)
	}
	return checked(Store{}.LoadFolder(context.Background(), dir))
}

func noPack(dir string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fault.Usage("no_pack", "there is no pack in %s", dir).WithCause(err).
		WithHint("give the folder that contains pack.yaml")
}

// Open loads a pack from where the user says that it is: see ParseSource.
func (s Store) Open(ctx context.Context, where string) (*pack.Pack, error) {
	source, err := ParseSource(where)
	switch {
	case err != nil:
		return nil, err
	case source.Module != "":
		return s.openModule(ctx, source)
	case source.Dir == "" && source.Version != "":
		return s.Version(ctx, spec.PackRef{Name: BuiltIn}, source.Version)
	case source.Dir == "":
		return Load("")
	}
	return checked(s.LoadFolder(ctx, source.Dir))
}

// embedded is the archive that newsvc contains. Its files are not decompressed.
var embedded = sync.OnceValues(func() (Archive, error) { return ReadArchive(templates.Released) })

func (s Store) released() (Archive, error) {
	if s.archive != nil {
		return *s.archive, nil
	}
	return embedded()
}

// Ref returns what a service records of its pack.
func Ref(p *pack.Pack) spec.PackRef {
	ref := spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}
	if o := p.Origin; o.Module != "" {
		ref.Module, ref.Folder, ref.Version, ref.Sum = o.Module, o.Folder, o.Version, o.Sum
	}
	return ref
}
