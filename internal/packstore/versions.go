package packstore

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// Versions returns the versions of a service's pack that Version opens, the
// oldest first: those that newsvc contains, or those of the pack's module that
// aren't retracted. It returns none for a pack that only a folder has.
func (s Store) Versions(ctx context.Context, ref spec.PackRef) ([]string, error) {
	if ref.Module != "" {
		if s.Modules == nil {
			return nil, noModules(Source{Module: ref.Module})
		}
		published, err := s.Modules.Published(ctx, ref.Module)
		return published.current(), err
	}
	builtIn, err := Load("")
	if err != nil || builtIn.Manifest.Name != ref.Name {
		return nil, err
	}
	archive, err := s.released()
	if err != nil {
		return nil, err
	}
	versions := []string{builtIn.Manifest.Version}
	for _, r := range archive.Releases {
		if r.Name == ref.Name {
			versions = append(versions, r.Version)
		}
	}
	slices.SortFunc(versions, func(a, b string) int { return semver.Compare("v"+a, "v"+b) })
	return slices.Compact(versions), nil
}

// Version opens a version of a service's pack. The version latest is the newest
// one.
func (s Store) Version(ctx context.Context, ref spec.PackRef, version string) (*pack.Pack, error) {
	if ref.Module != "" {
		p, err := s.openModule(ctx, Source{Module: ref.Module, Folder: ref.Folder, Version: version})
		if err != nil {
			err = s.unpublished(ctx, ref.Module, version, err)
		}
		return p, err
	}
	versions, err := s.Versions(ctx, ref)
	switch {
	case err != nil:
		return nil, err
	case len(versions) == 0:
		return nil, fault.Usage("no_versions", "newsvc doesn't know where versions of the pack %s are", ref.Name).
			WithHint("give the folder of the version: --pack DIR")
	case version == "latest":
		version = versions[len(versions)-1]
	case !slices.Contains(versions, version):
		return nil, fault.Usage("no_version", "this newsvc has no version %s of the pack %s", version, ref.Name).
			WithHint("it has %s; a newer newsvc may have others", strings.Join(versions, ", "))
	}
	p, err := Load("")
	if err != nil || p.Manifest.Version == version {
		return p, err
	}
	archive, err := s.released()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(archive.Releases, func(r Release) bool { return r.Name == ref.Name && r.Version == version })
	return archive.Load(archive.Releases[i].Digest)
}

// unpublished returns the failure to download a version of a module. It is the
// request's fault if the module's proxy answers, and has no such version.
func (s Store) unpublished(ctx context.Context, path, version string, err error) error {
	named := "v" + strings.TrimPrefix(version, "v")
	if fault.All(err)[0].Code != "pack_download" || s.Modules == nil || !semver.IsValid(named) || module.IsPseudoVersion(named) {
		return err
	}
	published, failed := s.Modules.Published(ctx, path)
	versions := published.current()
	if failed != nil || published.Cached || len(versions) == 0 || slices.Contains(published.Versions, version) {
		return err
	}
	return fault.Usage("no_version", "the module %s has no version %s", path, version).
		WithHint("it has %s", strings.Join(versions[max(0, len(versions)-10):], ", "))
}

// Latest opens the latest version of a service's pack. It returns nil if newsvc
// knows no version, or none that is later than the service's; a version that was
// changed since counts as later. One with the same files doesn't, unless the
// service's version is retracted.
func (s Store) Latest(ctx context.Context, ref spec.PackRef) (*pack.Pack, error) {
	switch {
	case ref.Module == "":
		if versions, err := s.Versions(ctx, ref); err != nil || len(versions) == 0 {
			return nil, err
		}
	case s.Modules != nil:
		published, err := s.Modules.Published(ctx, ref.Module)
		if err == nil && !published.Cached && len(published.Versions) > 0 && !published.newer(ref.Version) {
			return nil, nil
		}
	}
	p, err := s.Version(ctx, ref, "latest")
	if err != nil || s.Same(ctx, p, ref) || pack.CompareVersions(Ref(p).Version, ref.Version) < 0 {
		return nil, err
	}
	return p, nil
}

// Same reports whether there is nothing to update from a service's pack to
// another: its files are the same, and the service's version isn't retracted.
func (s Store) Same(ctx context.Context, to *pack.Pack, ref spec.PackRef) bool {
	if to.Digest != ref.Digest {
		return false
	}
	return Ref(to).Version == ref.Version || s.Recall(ctx, ref).Retracted == ""
}
