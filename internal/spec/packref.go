package spec

import (
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/module"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
)

// Source returns what to give to --pack to get this pack: its module, or DIR.
func (p PackRef) Source() string {
	if p.Module == "" {
		return "DIR"
	}
	return ModuleSource(p.Module, p.Folder, p.Version)
}

// ModuleSource returns MODULE[//FOLDER][@VERSION].
func ModuleSource(path, folder, version string) string {
	if folder != "" {
		path += "//" + folder
	}
	if version != "" {
		path += "@" + version
	}
	return path
}

// CheckPack refuses answers for another pack than the one with a name.
func CheckPack(name string, want PackRef) error {
	if want.Name == "" || want.Name == name {
		return nil
	}
	return fault.Usage("wrong_pack", "the answers are for the pack %s, but this is the pack %s", quote(want.Name), quote(name)).
		WithHint("give that pack: --pack %s", want.Source())
}

var (
	digest = lazyregexp.New(`^sha256:[0-9a-f]{64}$`)
	sum    = lazyregexp.New(`^h1:[0-9A-Za-z+/]{43}=$`)
)

// pack reads what a service records of its pack.
func (r *reader) pack(n *yaml.Node) PackRef {
	const putBack = "put back what newsvc wrote, or leave it out"
	var p PackRef
	r.object(n, "pack", map[string]func(*yaml.Node){
		"name":    r.into(&p.Name, "the pack's name"),
		"version": r.into(&p.Version, "the pack's version"),
		"digest": func(n *yaml.Node) {
			r.into(&p.Digest, "the pack's digest")(n)
			if p.Digest != "" && !digest().MatchString(p.Digest) {
				r.fail(n, "the pack's digest must be sha256: and 64 hexadecimal digits").hint(putBack)
			}
		},
		"module": func(n *yaml.Node) {
			r.into(&p.Module, "the pack's module")(n)
			if err := module.CheckPath(p.Module); p.Module != "" && err != nil {
				r.fail(n, "the pack's module %s is not the path of a Go module", quote(p.Module)).hint(putBack)
			}
		},
		"folder": func(n *yaml.Node) {
			r.into(&p.Folder, "the pack's folder")(n)
			if p.Folder != "" && !CheckPackFolder(p.Folder) {
				r.fail(n, "the pack's folder %s is not a path in a module", quote(p.Folder)).hint(putBack)
			}
		},
		"sum": func(n *yaml.Node) {
			r.into(&p.Sum, "the checksum of the pack's module")(n)
			if p.Sum != "" && !sum().MatchString(p.Sum) {
				r.fail(n, "the checksum of the pack's module must be h1: and 44 characters of base64").hint(putBack)
			}
		},
	})
	if n.Kind != yaml.MappingNode {
		return p
	}
	switch {
	case p.Name == "":
		r.fail(n, "the pack's name is missing").hint("write pack: {name: newsvc}, or leave it out")
	case p.Module == "" && p.Folder+p.Sum != "":
		r.fail(n, "the pack has a folder or a checksum, but no module").hint(putBack)
	case p.Module != "" && module.CheckPath(p.Module) == nil && module.Check(p.Module, p.Version) != nil:
		r.fail(n, "%s is not a version of the pack's module %s", quote(p.Version), quote(p.Module)).hint(putBack)
	}
	return p
}

// CheckPackFolder reports whether a path can be the folder of a pack in a module.
func CheckPackFolder(folder string) bool {
	return fs.ValidPath(folder) && folder != "." && !strings.Contains(folder, "@") && module.CheckFilePath(folder) == nil
}
