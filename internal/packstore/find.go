package packstore

import (
	"context"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// Find finds the very pack that a service was made with, and nothing else: where
// the user says that it is, or otherwise in the cache, in newsvc itself, or in
// the module that it comes from.
func (s Store) Find(ctx context.Context, ref spec.PackRef, where string) (*pack.Pack, error) {
	if where != "" {
		p, err := s.Open(ctx, where)
		switch {
		case err != nil:
			return nil, err
		case p.Digest != ref.Digest:
			return nil, otherPack(ref, where, p)
		case p.Origin.Module != "" && p.Origin.Module == ref.Module && p.Origin.Version == ref.Version && p.Origin.Sum != ref.Sum:
			return nil, otherSum(ref, p)
		}
		return p, nil
	}
	if p := s.cached(ref.Digest); p != nil {
		return withOrigin(p, ref), nil
	}
	if ref.Module != "" {
		return s.findModule(ctx, ref)
	}
	p, err := Load("")
	if err != nil || p.Digest == ref.Digest {
		return p, err
	}
	archive, err := s.released()
	if err != nil {
		return nil, err
	}
	if archive.Has(ref.Digest) {
		return archive.Load(ref.Digest)
	}
	return nil, missing(ref, p)
}

// withOrigin returns a pack, whose digest a service records, as the one from the
// module that the service records.
func withOrigin(p *pack.Pack, ref spec.PackRef) *pack.Pack {
	if ref.Module != "" {
		p.Origin = pack.Origin{Module: ref.Module, Folder: ref.Folder, Version: ref.Version, Sum: ref.Sum}
	}
	return p
}

// findModule loads a pack from its module and compares both checksums.
func (s Store) findModule(ctx context.Context, ref spec.PackRef) (*pack.Pack, error) {
	p, err := s.openModule(ctx, Source{Module: ref.Module, Folder: ref.Folder, Version: ref.Version})
	switch {
	case err != nil:
		return nil, err
	case ref.Sum == "":
		return nil, fault.Usage("pack_sum", "the service records no checksum of its pack's module %s@%s", ref.Module, ref.Version).
			WithHint("put back the line sum: of .newsvc.yaml, as git log -p .newsvc.yaml shows it")
	case p.Origin.Sum != ref.Sum:
		return nil, otherSum(ref, p)
	case p.Digest != ref.Digest:
		return nil, otherPack(ref, ref.Source(), p)
	}
	return p, nil
}

// otherSum says that the module has other files under the version that a service
// was made with.
func otherSum(ref spec.PackRef, p *pack.Pack) error {
	return fault.Failed("pack_sum", "the module %s@%s isn't the one that made this service: its checksum is %s, not %s", ref.Module, ref.Version, p.Origin.Sum, ref.Sum).
		WithHint("someone published other files under the same version; ask the owner of the module, or give the folder of the pack as it was: --pack DIR")
}

// otherPack says that a pack isn't the one that a service was made with.
func otherPack(ref spec.PackRef, where string, p *pack.Pack) error {
	return fault.Usage("other_pack", "the pack in %s isn't the one that made this service: its digest is %s, not %s", where, p.Digest, ref.Digest).
		WithHint("give the folder of the pack as it was, %s %s: --pack DIR", ref.Name, ref.Version)
}

// missing says that a service's pack is nowhere on this machine, and what to type.
func missing(ref spec.PackRef, builtIn *pack.Pack) error {
	err := fault.Failed("pack_missing", "this service was made with the pack %s %s, %s, which was never released: it is neither in newsvc nor in this machine's cache", ref.Name, ref.Version, ref.Digest)
	if ref.Name == builtIn.Manifest.Name {
		return err.WithHint("if a newer newsvc made the service, use that one; if one that was built from source did, give the folder templates of that commit: --pack DIR")
	}
	return err.WithHint("give the folder of the pack, as it was when the service was made or last updated: --pack DIR")
}

// OnlyCached reports whether a service's pack may be on no other machine: no release
// of newsvc contains it or what it extends, or it comes from no module. That includes the
// built-in pack of a newsvc that was built between two releases.
func (s Store) OnlyCached(p *pack.Pack) bool {
	archive, err := s.released()
	if err != nil || archive.Has(p.Digest) {
		return false
	}
	return p.Origin.Module == "" || !releasedBase(p, archive)
}

// NeedsCache reports whether a new service's pack has to be cached, because
// other versions of newsvc won't find it.
func (s Store) NeedsCache(p *pack.Pack) bool {
	archive, err := s.released()
	return err != nil || p.Origin.Module == "" && !archive.Has(p.Digest) || !releasedBase(p, archive)
}
