package packstore

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/sumdb/dirhash"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// Module is a version of a module in the module cache.
type Module struct {
	Path    string
	Version string // canonical
	Dir     string // absolute
	Sum     string // of its zip, as the go command knows it
}

// Modules finds modules.
type Modules interface {
	// Download finds a version of a module in the module cache, or downloads it.
	// The version may be a query, such as latest or a branch.
	Download(ctx context.Context, path, version string) (Module, error)
	// Published returns what is published of a module. If its proxy doesn't answer
	// within seconds, it is what the module cache contains.
	Published(ctx context.Context, path string) (Published, error)
}

// The limits of a module that contains a pack.
const (
	maxModuleFiles = 20_000
	maxModuleFile  = 16 << 20
	maxModule      = 256 << 20
)

// openModule loads a pack from a module. Only what the checksum covers is
// loaded: the files are read once.
func (s Store) openModule(ctx context.Context, source Source) (*pack.Pack, error) {
	if s.Modules == nil {
		return nil, noModules(source)
	}
	m, err := s.download(ctx, source.Module, cmp.Or(source.Version, "latest"))
	if err != nil {
		return nil, alsoFolder(source, err)
	}
	read, err := readModule(ctx, m, source.Folder)
	if err != nil {
		return nil, fault.Failed("pack_module", "read the module %s@%s in %s", m.Path, m.Version, m.Dir).WithCause(err).
			WithHint("go clean -modcache empties the module cache; the same command then downloads the module again")
	}
	if read.sum != m.Sum {
		return nil, fault.Failed("pack_sum", "the module %s@%s in %s was changed since it was downloaded: its checksum is %s, not %s", m.Path, m.Version, m.Dir, read.sum, m.Sum).
			WithHint("go clean -modcache empties the module cache; the same command then downloads the module again")
	}
	if read.path != "" && read.path != m.Path {
		return nil, fault.Usage("pack_module", "the module %s@%s says in its go.mod that it is %s", m.Path, m.Version, read.path).
			WithHint("give its own path: %s", Source{Module: read.path, Folder: source.Folder})
	}
	if _, ok := read.files["pack.yaml"]; !ok {
		return nil, fault.Usage("no_pack", "there is no pack in %s", Source{Module: m.Path, Folder: source.Folder, Version: m.Version}).
			WithHint("give the folder of the module that contains pack.yaml: %s//FOLDER@%s", m.Path, m.Version)
	}
	p, err := s.load(ctx, read.files, Source{Module: m.Path, Folder: source.Folder, Version: m.Version})
	if err != nil {
		return nil, err
	}
	p.Origin = pack.Origin{Module: m.Path, Folder: source.Folder, Version: m.Version, Sum: read.sum}
	return p, Check(p)
}

// download finds a version of a module. If only the module cache says what is
// published, latest is the newest version there that isn't retracted.
func (s Store) download(ctx context.Context, path, version string) (Module, error) {
	if version == "latest" {
		published, err := s.Modules.Published(ctx, path)
		if newest := published.newestCached(); err == nil && newest != "" {
			version = newest
		}
	}
	return s.Modules.Download(ctx, path, version)
}

func noModules(source Source) error {
	return fault.Failed("pack_download", "the pack %s is a Go module, and modules can't be downloaded here", source).
		WithHint("give the folder of the pack: --pack DIR")
}

// alsoFolder adds to a failed download that a folder has the same name.
func alsoFolder(source Source, err error) error {
	dir := source.Module
	if info, failed := os.Stat(dir); failed != nil || !info.IsDir() || source.Folder+source.Version != "" {
		return err
	}
	first := fault.All(err)[0]
	return first.WithHint("for the folder of this name, give ./%s", dir)
}

// moduleContent is what is read of a module.
type moduleContent struct {
	sum   string            // of all files
	path  string            // in go.mod; empty: there is none
	files map[string][]byte // in the folder of the pack, by their paths there
}

// readModule reads a module and the files in one of its folders.
func readModule(ctx context.Context, m Module, folder string) (moduleContent, error) {
	c := moduleContent{files: map[string][]byte{}}
	root, err := rootfile.OpenFolder(m.Dir)
	if err != nil {
		return c, err
	}
	defer root.Close()
	prefix := m.Path + "@" + m.Version + "/"
	names, err := moduleFiles(rootfile.FS(root), prefix)
	if err != nil {
		return c, err
	}
	total, retained := 0, 0
	c.sum, err = dirhash.Hash1(names, func(name string) (io.ReadCloser, error) {
		path := strings.TrimPrefix(name, prefix)
		data, err := rootfile.Read(ctx, root, path, maxModuleFile)
		if total += len(data); total > maxModule {
			err = fmt.Errorf("its files have more than %d MiB", maxModule>>20)
		}
		if within, ok := strings.CutPrefix("/"+path, strings.TrimSuffix("/"+folder, "/")+"/"); ok && retained <= pack.MaxBytes {
			// Of a file that is too large for a pack, the beginning is enough to refuse it.
			c.files[within] = bytes.Clone(data[:min(len(data), pack.MaxFileBytes+1)])
			retained += len(c.files[within])
		}
		if path == "go.mod" {
			c.path = modfile.ModulePath(data)
		}
		return io.NopCloser(bytes.NewReader(data)), err
	})
	return c, err
}

// moduleFiles returns the names of a module's files as its checksum has them.
func moduleFiles(fsys fs.FS, prefix string) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
			return err
		case !entry.Type().IsRegular():
			return errors.New(path + " is not a regular file")
		case len(names) == maxModuleFiles:
			return fmt.Errorf("it has more than %d files", maxModuleFiles)
		}
		names = append(names, prefix+path)
		return nil
	})
	return names, err
}
