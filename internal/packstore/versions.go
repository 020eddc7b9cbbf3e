package packstore

import (
	"context"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// Versions returns the versions of a service's pack that Version opens, the
// oldest first. It returns none for a pack that only a folder has.
func (s Store) Versions(_ context.Context, ref spec.PackRef) ([]string, error) {
	builtin, err := Load("")
	if err != nil || builtin.Manifest.Name != ref.Name {
		return nil, err
	}
	return []string{builtin.Manifest.Version}, nil
}

// Version opens a version of a service's pack.
func (s Store) Version(ctx context.Context, ref spec.PackRef, version string) (*pack.Pack, error) {
	versions, err := s.Versions(ctx, ref)
	switch {
	case err != nil:
		return nil, err
	case len(versions) == 0:
		return nil, fault.Usage("no_versions", "newsvc doesn't know where versions of the pack %s are", ref.Name).
			WithHint("give the folder of the new version: newsvc update --pack DIR")
	case !slices.Contains(versions, version):
		return nil, fault.Usage("no_version", "there is no version %s of the pack %s", version, ref.Name).
			WithHint("the versions are %s; a newer newsvc may have others", strings.Join(versions, ", "))
	}
	return Load("")
}

// Latest opens the latest version of a service's pack. It returns nil if newsvc
// knows no version, or none that is later than the service's; a version that was
// changed since counts as later.
func (s Store) Latest(ctx context.Context, ref spec.PackRef) (*pack.Pack, error) {
	versions, err := s.Versions(ctx, ref)
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	last := versions[len(versions)-1]
	if pack.CompareVersions(last, ref.Version) < 0 {
		return nil, nil
	}
	p, err := s.Version(ctx, ref, last)
	if err != nil || p.Digest == ref.Digest {
		return nil, err
	}
	return p, nil
}
