package packstore

import (
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/spec"
)

// BuiltIn is the name of the built-in pack.
const BuiltIn = "newsvc"

// Source is where a pack comes from, as the user names it. The zero Source is
// the built-in pack.
type Source struct {
	Dir     string // a folder on disk
	Module  string
	Folder  string // in the module; empty: its root
	Version string // of the module, or of the built-in pack; empty: the latest one
}

var versionQuery = lazyregexp.New(`^[0-9A-Za-z][0-9A-Za-z._+/-]*$`)

// ParseSource parses DIR, MODULE[//FOLDER][@VERSION] or newsvc[@VERSION]. As for
// the go command, the first segment of a module's path has a dot, and a folder
// that looks the same is written with ./ before it.
func ParseSource(text string) (Source, error) {
	path, version, versioned := strings.Cut(text, "@")
	path, folder, inFolder := strings.Cut(path, "//")
	switch {
	case text == "" || text == BuiltIn:
		return Source{}, nil
	case path != BuiltIn && !looksLikeModule(path):
		return Source{Dir: text}, nil
	case versioned && !versionQuery().MatchString(version):
		return Source{}, badSource("the pack %s: %q is not a version", text, version)
	case path == BuiltIn && !inFolder:
		return Source{Version: version}, nil
	case inFolder && !spec.CheckPackFolder(folder):
		return Source{}, badSource("the pack %s: %q is not a folder in a module", text, folder)
	}
	if err := module.CheckPath(path); err != nil {
		return Source{}, badSource("the pack %s: %q is not the path of a Go module", text, path)
	}
	return Source{Module: path, Folder: folder, Version: version}, nil
}

func badSource(format string, args ...any) error {
	return fault.Usage("bad_pack_source", format, args...).
		WithHint("a pack is a folder (./acme) or a Go module (example.com/acme//packs/go@v1.2.0)")
}

func looksLikeModule(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".") && !strings.HasPrefix(first, ".") && !strings.ContainsAny(first, `\:`) && !filepath.IsAbs(path)
}

// String returns the source as ParseSource parses it.
func (s Source) String() string {
	switch {
	case s.Dir != "":
		return s.Dir
	case s.Module != "":
		return spec.ModuleSource(s.Module, s.Folder, s.Version)
	case s.Version != "":
		return BuiltIn + "@" + s.Version
	}
	return BuiltIn
}
