package extend

import (
	"errors"
	"path"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/strict"
)

// Reference is what a manifest says about the pack that it extends. Either Version alone is
// set, or Module and Version, or Dir.
type Reference struct {
	Dir     string // slash-separated, and relative to the folder of the pack
	Module  string
	Folder  string // in the module; empty: its root
	Version string // of the module, or of the built-in pack
	Sum     string // of the module; empty: not recorded
	Text    string // as it is in the manifest
	Mark    strict.Mark
}

// ReadReference reads what a manifest extends. It returns nil if it extends nothing. It doesn't
// report any other problem with the manifest: Compose does.
func ReadReference(manifest []byte, builtIn string) (*Reference, error) {
	if len(manifest) > MaxManifest {
		return nil, nil
	}
	var ignored, ps strict.Problems
	doc := strict.NewReader(manifestName, &ignored).Document(manifest)
	extends, sum := value(doc, "extends"), value(doc, "sum")
	if doc == nil || extends == nil {
		return nil, nil
	}
	r := strict.NewReader(manifestName, &ps)
	var ref Reference
	if text, ok := r.Text(extends, "extends"); ok {
		var problem error
		if ref, problem = parseReference(text, builtIn); problem != nil {
			r.Fail(extends, "extends: %q %s", text, problem)
			ps.Hint("write %s@1.2.3, or a version of a Go module (example.com/acme//packs/go@v1.2.0), or a folder (../base)", builtIn)
		}
	}
	ref.Mark = strict.Mark{Path: manifestName, Line: extends.Line, Column: extends.Column}
	if sum != nil {
		ref.Sum, _ = r.Text(sum, "sum")
		if ref.Module == "" {
			r.Fail(sum, "sum is the checksum of a module, and this pack extends none")
		}
	}
	return &ref, ps.Err()
}

func parseReference(text, builtIn string) (Reference, error) {
	ref := Reference{Text: text}
	if strings.HasPrefix(text, ".") {
		ref.Dir = path.Clean(text)
		if strings.ContainsAny(text, `\:`) {
			return ref, errors.New("is not a relative path, with slashes")
		}
		return ref, nil
	}
	name, version, _ := strings.Cut(text, "@")
	ref.Version = version
	if name == builtIn {
		if !exact("v" + version) {
			return ref, errors.New("needs an exact version")
		}
		return ref, nil
	}
	var inFolder bool
	ref.Module, ref.Folder, inFolder = strings.Cut(name, "//")
	switch {
	case module.CheckPath(ref.Module) != nil:
		return ref, errors.New("is neither the built-in pack, nor the path of a Go module, nor a folder")
	case inFolder && module.CheckFilePath(ref.Folder) != nil:
		return ref, errors.New("names no folder of its module")
	case !exact(version):
		return ref, errors.New("needs an exact version")
	}
	if err := module.Check(ref.Module, version); err != nil {
		return ref, errors.New("is not a version of its module")
	}
	return ref, nil
}

func exact(version string) bool {
	return version == semver.Canonical(version) && semver.IsValid(version) ||
		module.CanonicalVersion(version) == version && semver.IsValid(version)
}
