// Package extend composes a pack and the pack that it extends. The result has one manifest and
// one set of files, like any other pack.
//
// A pack that extends another contains it in the folder extends, which may contain a further
// one. This is how such a pack is loaded, hashed and cached; its authors don't write that folder.
package extend

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/strict"
)

// Folder is the folder that contains the base.
const Folder = "extends"

// MaxBases is the maximum number of packs in a chain, without the first one.
const MaxBases = 4

// MaxManifest is the maximum size of a manifest in bytes.
const MaxManifest = 256 << 10

const (
	manifestName  = "pack.yaml"
	changelogName = "CHANGELOG.md"
)

// Composition is a pack together with its bases.
type Composition struct {
	Manifest   *yaml.Node
	Origins    map[*yaml.Node]string // the manifests that the nodes of bases come from
	Files      []File                // sorted by path; without those of layers that drop out
	Bases      []Base                // the nearest one first
	Narrowings []Narrowing
	Replaced   []Replacement
}

// File is a file of a composed pack.
type File struct {
	Path   string // in the composed pack
	Origin string // below extends/ for the file of a base
	Data   []byte
}

// Base is a pack that another one extends.
type Base struct {
	Name, Version string
	Source        string // as the pack names it
	Changelog     []byte // may be nil
}

// Inherited reports whether a path in a pack is that of a file of a base.
func Inherited(path string) bool { return strings.HasPrefix(path, Folder+"/") }

// Level returns the number of bases between a pack and the file of a base.
func Level(path string) int {
	level := 0
	for Inherited(path) {
		level++
		path = path[len(Folder)+1:]
	}
	return level
}

// Compose composes the pack with the given files. It returns nil, after a problem, if there is
// nothing to check.
func Compose(files map[string][]byte, ps *strict.Problems) *Composition {
	return compose(files, "", ps)
}

func compose(files map[string][]byte, at string, ps *strict.Problems) *Composition {
	own, below := split(files)
	data, ok := own[manifestName]
	switch {
	case !ok:
		ps.Add(at+manifestName, 0, "it is missing")
		return nil
	case len(data) > MaxManifest:
		ps.Add(at+manifestName, 0, "a manifest has at most %d KiB", MaxManifest>>10)
		return nil
	}
	r := strict.NewReader(at+manifestName, ps)
	doc := r.Document(data)
	if doc == nil || !r.Is(doc, yaml.MappingNode, "the manifest", "a mapping of keys to values") {
		return nil
	}
	extends := value(doc, "extends")
	switch {
	case extends == nil && len(below) > 0:
		ps.Add(at+Folder, 0, "pack.yaml doesn't say that the pack extends another, and this folder is for the other")
		ps.Hint("rename the folder")
	case extends == nil:
		return &Composition{Manifest: doc, Origins: map[*yaml.Node]string{}, Files: list(own, at)}
	case len(below) == 0:
		r.Fail(extends, "the pack extends another, which is not at hand")
		ps.Hint("newsvc finds it for the pack of --pack")
	case strings.Count(at, "/") == MaxBases:
		r.Fail(extends, "more than %d packs extend each other", MaxBases)
	default:
		if base := compose(below, at+Folder+"/", ps); base != nil {
			m := merger{Reader: r, at: at, own: own, base: base, out: map[string]map[string]string{}}
			return m.merge(doc)
		}
	}
	return nil
}

// split separates a pack's own files from those of its base.
func split(files map[string][]byte) (own, below map[string][]byte) {
	own, below = map[string][]byte{}, map[string][]byte{}
	for path, data := range files {
		if rest, ok := strings.CutPrefix(path, Folder+"/"); ok {
			below[rest] = data
		} else {
			own[path] = data
		}
	}
	return own, below
}

func list(own map[string][]byte, at string) []File {
	files := make([]File, 0, len(own))
	for _, path := range slices.Sorted(maps.Keys(own)) {
		files = append(files, File{path, at + path, own[path]})
	}
	return files
}

// describe returns the base of a composition for its Bases.
func (c *Composition) describe(extends *yaml.Node) Base {
	b := Base{Name: text(c.Manifest, "name"), Version: text(c.Manifest, "version"), Source: extends.Value}
	for _, f := range c.Files {
		if f.Path == changelogName {
			b.Changelog = bytes.Clone(f.Data)
		}
	}
	return b
}

// String returns the name and the version.
func (b Base) String() string { return b.Name + " " + b.Version }
