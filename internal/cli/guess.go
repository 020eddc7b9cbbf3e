package cli

import (
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// guesser finds answers in what the machine knows.
type guesser struct {
	target disk.Target
	prefix string          // of modules, from the user's settings
	repo   *git.Repository // nil: the target is in none
}

// value is the answer to a text option with a format, or "".
func (g guesser) value(m pack.Manifest, option pack.Option, values map[string]any) string {
	switch option.Format {
	case pack.FormatName:
		return filepath.Base(g.target.Path)
	case pack.FormatGoModule:
		return g.module(g.name(m, values))
	}
	return ""
}

// name is the service's name as far as it is known. A bad one is reported as
// a name, and not once more as part of a module.
func (g guesser) name(m pack.Manifest, values map[string]any) string {
	name := filepath.Base(g.target.Path)
	for _, option := range m.Options {
		if given, ok := values[option.Name].(string); ok && option.Format == pack.FormatName {
			name = given
		}
	}
	if spec.CheckName(name) != nil {
		return spec.SuggestName(name)
	}
	return name
}

// module is the remote's path, else the user's prefix and the name, else
// example.com and the name.
func (g guesser) module(name string) string {
	if g.repo != nil {
		if path := g.repo.ModulePath(g.target.Path); path != "" && spec.CheckModule(path) == nil {
			return path
		}
	}
	if prefix := strings.Trim(g.prefix, "/"); prefix != "" {
		return prefix + "/" + name
	}
	return "example.com/" + name
}
