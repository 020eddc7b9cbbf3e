package scaffold

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
)

// Guesser finds defaults for answers in the folder, its git repository and the
// user's settings.
type Guesser struct {
	target disk.Target
	branch func() string   // the main branch of the repository, or of a new one
	prefix string          // of modules
	repo   *git.Repository // nil: the target is in none
}

// NewGuesser returns the guesser for a target, with the user's prefix of modules. With
// noGit, no repository will be made, and git isn't asked what it would call the branch:
// starting git takes a quarter of the time of init.
func NewGuesser(ctx context.Context, host service.Host, target disk.Target, prefix string, noGit bool) Guesser {
	repo, _ := host.Git.At(target.Git) // one that can't be read has no remote to guess from
	branch := func() string {
		if repo == nil && noGit {
			return ""
		}
		if repo == nil {
			return git.DefaultBranch(ctx, host.Env.Environ())
		}
		return repo.MainBranch(ctx)
	}
	return Guesser{target, branch, prefix, repo}
}

// FillDerived answers the options that nobody is asked for, and returns their names.
func (g Guesser) FillDerived(m pack.Manifest, values map[string]any) map[string]bool {
	filled := map[string]bool{}
	for _, option := range m.Options {
		if _, ok := values[option.Name]; ok || !option.Derived() || option.Pinned != "" || !spec.Applies(m, option, values) {
			continue
		}
		value := g.Value(m, option, values)
		if value == "" {
			value, _ = option.Default.(string)
		}
		if value != "" {
			values[option.Name], filled[option.Name] = value, true
		}
	}
	return filled
}

// Fill answers the options that apply, have no answer, and can be guessed.
func (g Guesser) Fill(m pack.Manifest, values map[string]any) {
	for _, option := range m.Options {
		if _, ok := values[option.Name]; ok || !spec.Applies(m, option, values) {
			continue
		}
		if value := g.Value(m, option, values); value != "" {
			values[option.Name] = value
		}
	}
}

// Value returns the default of a text option with a format, or "".
func (g Guesser) Value(m pack.Manifest, option pack.Option, values map[string]any) string {
	switch option.Format {
	case pack.FormatName:
		return filepath.Base(g.target.Path)
	case pack.FormatGoModule:
		return g.module(g.name(m, values))
	case pack.FormatBranch:
		if branch := g.branch(); spec.CheckBranch(branch) == nil {
			return branch
		}
	case pack.FormatFolder:
		if folder, ok := system.Below(g.target.Git, g.target.Path); g.repo != nil && ok && folder != "" && spec.CheckFolder(folder) == nil {
			return folder
		}
		return "."
	}
	return ""
}

// name is the service's name as far as it is known. A bad name is reported as
// a name, and not also as part of a module.
func (g Guesser) name(m pack.Manifest, values map[string]any) string {
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
func (g Guesser) module(name string) string {
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
