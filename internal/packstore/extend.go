package packstore

import (
	"context"
	"errors"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/strict"
)

// LoadFolder loads the pack in a folder without checking it: see Check.
func (s Store) LoadFolder(ctx context.Context, dir string) (*pack.Pack, error) {
	files, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, files, Source{Dir: dir})
}

// LoadFiles loads the pack of these files, which are to be in a folder, without checking it.
func (s Store) LoadFiles(ctx context.Context, files map[string][]byte, dir string) (*pack.Pack, error) {
	return s.load(ctx, files, Source{Dir: dir})
}

// Inspect loads and checks the pack in a folder, and reports as many problems as possible at
// once.
func (s Store) Inspect(ctx context.Context, dir string) (*pack.Pack, error) {
	files, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	if files, err = s.withBases(ctx, files, Source{Dir: dir}); err != nil {
		return nil, err
	}
	p, err := pack.Inspect(pack.FilesFS(files))
	if err != nil {
		return nil, err
	}
	_, err = benchmarks.Of(p)
	return p, err
}

// readFolder reads the files of the pack in a folder.
func readFolder(dir string) (map[string][]byte, error) {
	// A root, so that a link in a pack can't reach what is beside it.
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return nil, noPack(dir, err)
	}
	defer root.Close()
	if _, err := root.Stat("pack.yaml"); err != nil {
		return nil, noPack(dir, err)
	}
	return pack.Read(rootfile.FS(root))
}

// Check checks everything that loading a pack doesn't, and its benchmarks.
func Check(p *pack.Pack) error {
	_, err := benchmarks.Of(p)
	return errors.Join(p.Check(), err)
}

// checked checks a pack that has just been loaded.
func checked(p *pack.Pack, err error) (*pack.Pack, error) {
	if err != nil {
		return nil, err
	}
	return p, Check(p)
}

// load loads a pack from its files, with the packs that it extends.
func (s Store) load(ctx context.Context, files map[string][]byte, from Source) (*pack.Pack, error) {
	all, err := s.withBases(ctx, files, from)
	if err != nil {
		return nil, err
	}
	return pack.Load(pack.FilesFS(all))
}

// withBases adds the files of the packs that a pack extends to its own.
func (s Store) withBases(ctx context.Context, files map[string][]byte, from Source) (map[string][]byte, error) {
	ref, err := extend.ReadReference(files["pack.yaml"], BuiltIn)
	if err != nil {
		return nil, err
	}
	if ref == nil {
		return files, nil
	}
	for name := range files {
		if extend.Inherited(name) {
			return nil, strict.Fault("%s: the folder %s is for the pack that this one extends, and newsvc finds that one", name, extend.Folder).
				WithHint("rename the folder")
		}
	}
	base, err := s.base(ctx, *ref, from)
	if err != nil {
		return nil, ofBase(*ref, err)
	}
	below, err := pack.Read(base.Raw)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(files)
	for name, data := range below {
		all[extend.Folder+"/"+name] = data
	}
	if name, data := base.BenchmarksFile(); data != nil {
		all[extend.Folder+"/"+name] = data
	}
	return all, nil
}

// ofBase says that failures are about the pack that another one extends, and where
// that is named.
func ofBase(ref extend.Reference, err error) error {
	var errs []error
	for _, e := range fault.All(err) {
		c := *e
		if c.Code != "pack_chain" { // It is about all packs of the chain.
			c.Message = "extends " + ref.Text + ": " + e.Message
		}
		c.At = &fault.Position{File: ref.Mark.Path, Line: ref.Mark.Line, Column: ref.Mark.Column, Word: ref.Text}
		switch {
		case c.Code == "no_pack" && ref.Dir != "":
			c.Hint = "extends names a folder with a pack.yaml, relative to this pack's folder"
		case c.Code == "pack_chain" && c.Hint == "":
			c.Hint = "extend another pack"
		default:
			c.Hint = strings.ReplaceAll(c.Hint, "give the folder of the pack: --pack DIR", "extend a folder, such as ../base")
		}
		errs = append(errs, &c)
	}
	return errors.Join(errs...)
}

// base finds the pack that another one extends, which comes from a folder or a module.
func (s Store) base(ctx context.Context, ref extend.Reference, from Source) (*pack.Pack, error) {
	source, err := baseSource(ref, from)
	if err != nil {
		return nil, err
	}
	if s, err = s.follow(from, source); err != nil {
		return nil, err
	}
	var p *pack.Pack
	switch {
	case source.Dir != "":
		p, err = checked(s.LoadFolder(ctx, source.Dir))
	case source.Module != "":
		p, err = s.openModule(ctx, source)
	default:
		return s.Version(ctx, spec.PackRef{Name: BuiltIn}, source.Version)
	}
	if err == nil && ref.Module != "" {
		err = checkSum(ref, p)
	}
	return p, err
}

// baseSource returns where a base is.
func baseSource(ref extend.Reference, from Source) (Source, error) {
	switch {
	case ref.Dir == "":
		return Source{Module: ref.Module, Folder: ref.Folder, Version: ref.Version}, nil
	case from.Module == "":
		return Source{Dir: filepath.Join(from.Dir, filepath.FromSlash(ref.Dir))}, nil
	}
	folder := path.Join(from.Folder, ref.Dir)
	if folder == ".." || strings.HasPrefix(folder, "../") {
		return Source{}, fault.Usage("bad_pack", "the folder is outside of the module %s", from.Module).
			WithHint("a pack in a module extends a folder of the same module, or a version of another module, with its checksum")
	}
	if folder == "." {
		folder = ""
	}
	return Source{Module: from.Module, Folder: folder, Version: from.Version}, nil
}

// follow returns the store for the next pack in a chain, unless the chain is too long or has
// that pack already.
func (s Store) follow(from, to Source) (Store, error) {
	if len(s.chain) == 0 {
		s.chain = []string{identity(from)}
	}
	next := identity(to)
	chain := append(slices.Clip(s.chain), next)
	switch {
	case slices.Contains(s.chain, next):
		return s, fault.Usage("pack_chain", "a pack extends itself: %s", strings.Join(chain, " extends "))
	case len(chain) > extend.MaxBases+1:
		return s, fault.Usage("pack_chain", "more than %d packs extend each other: %s", extend.MaxBases, strings.Join(chain, " extends ")).
			WithHint("let one of them extend a pack further down")
	}
	s.chain = chain
	return s, nil
}

// identity returns the same text for the same pack.
func identity(s Source) string {
	if s.Dir == "" {
		return s.String()
	}
	if full, err := filepath.Abs(s.Dir); err == nil {
		return full
	}
	return filepath.Clean(s.Dir)
}

// checkSum compares the checksum of a base's module with the recorded one.
func checkSum(ref extend.Reference, p *pack.Pack) error {
	switch {
	case ref.Sum == "":
		return fault.Usage("pack_sum", "pack.yaml records no checksum of the module").
			WithHint("add to pack.yaml, if you trust it: sum: %s", p.Origin.Sum)
	case ref.Sum != p.Origin.Sum:
		return fault.Failed("pack_sum", "the module %s@%s isn't the one that pack.yaml records: its checksum is %s, not %s", p.Origin.Module, p.Origin.Version, p.Origin.Sum, ref.Sum).
			WithHint("someone published other files under the same version, or the line sum: is of another version")
	}
	return nil
}

// builtInBase returns the version of the built-in pack that a pack extends, or "".
func builtInBase(p *pack.Pack) string {
	if n := len(p.Manifest.Bases); n > 0 {
		if name, version, _ := strings.Cut(p.Manifest.Bases[n-1].Source, "@"); name == BuiltIn {
			return version
		}
	}
	return ""
}

// releasedBase reports whether every newsvc finds what a pack extends: no version of the
// built-in pack that wasn't released.
func releasedBase(p *pack.Pack, archive Archive) bool {
	version := builtInBase(p)
	return version == "" || slices.ContainsFunc(archive.Releases, func(r Release) bool {
		return r.Name == BuiltIn && r.Version == version
	})
}
