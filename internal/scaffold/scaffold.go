// Package scaffold creates a service: from answers to a folder with files and a
// git repository.
package scaffold

import (
	"context"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
)

// Options say where a service is created, and how.
type Options struct {
	Dir       string   // as it was typed
	Overwrite []string // files that may be replaced
	Force     bool     // create the service beside what is in the folder
	DryRun    bool     // write nothing
	NoGit     bool     // create no git repository
	WriteRoot bool     // also write what the service needs at the top of a larger repository
}

// ShownDir is the folder as messages call it.
func (o Options) ShownDir() string {
	if filepath.Clean(o.Dir) == "." {
		return "this folder"
	}
	return o.Dir
}

// Plan is a service that is about to be created.
type Plan struct {
	Target  disk.Target
	Pack    *pack.Pack
	Spec    spec.Spec
	Files   render.Plan
	Changes merge.Result
	Root    []RootFile // for the top of a larger repository

	host    service.Host
	options Options
}

// Prepare turns answers into the files of a service, and finds what each file
// does to the target. It writes nothing.
func Prepare(ctx context.Context, host service.Host, options Options, target disk.Target, p *pack.Pack, answers spec.Answers) (*Plan, error) {
	resolved, err := spec.Resolve(p.Manifest, packstore.Ref(p), answers)
	if err != nil {
		return nil, err
	}
	resolved.Yours = nil // those of another service
	files, err := render.Render(ctx, p, resolved)
	if err != nil {
		return nil, err
	}
	if resolved.Yours, err = options.yours(ctx, target, files.Tree()); err != nil {
		return nil, err
	}
	if len(resolved.Yours) > 0 { // Render the answers again, which record them.
		if files, err = render.Render(ctx, p, resolved); err != nil {
			return nil, err
		}
	}
	planned := &Plan{Target: target, Pack: p, Spec: resolved, Files: files, host: host, options: options}
	if err := planned.compare(ctx); err != nil {
		return planned, err
	}
	return planned, planned.compareRoot(ctx)
}

// Execute writes the service and makes it a git repository. The result is nil
// if nothing was to be done for git, whose failures are part of the result.
func (p *Plan) Execute(ctx context.Context) (*git.StartResult, error) {
	if err := p.write(ctx); err != nil {
		return nil, err
	}
	if err := p.writeRoot(ctx); err != nil {
		return nil, err
	}
	if p.host.Packs.NeedsCache(p.Pack) {
		if err := p.host.Packs.Cache(ctx, p.Pack); err != nil {
			p.host.Notify(plain.Sprintf("the pack isn't cached for later (%s); newsvc diff may need --pack", err))
		}
	}
	// A service that exists may still lack its repository, if its creation was
	// interrupted.
	if p.options.NoGit || p.Target.Git != "" && len(p.Changes.Writes()) == 0 {
		return nil, nil
	}
	started := p.startRepository(ctx)
	return &started, nil
}

// write writes the files: a new folder at once, an existing one in a transaction.
func (p *Plan) write(ctx context.Context) error {
	if p.Target.State == disk.Missing {
		return p.host.Disk.Create(ctx, p.Target.Path, p.Files.Tree())
	}
	return p.host.Disk.Apply(ctx, p.Target.Path, p.Changes.Writes())
}

// startRepository makes the target a git repository with one commit of the
// generated files.
func (p *Plan) startRepository(ctx context.Context) git.StartResult {
	switch {
	case p.Target.Git == "":
	case system.SameFile(p.Target.Git, p.Target.Path):
		return git.StartResult{Reason: "the folder is a repository already; the commit is yours"}
	default:
		return git.StartResult{Reason: "the folder is inside the repository " + p.Target.Git + "; the commit is yours"}
	}
	var paths []string
	for _, c := range p.Changes.Changes {
		if c.Action != merge.Keep {
			paths = append(paths, c.Path)
		}
	}
	branch, _ := p.Pack.Formatted(pack.FormatBranch, p.Spec.Values)
	return git.Start(ctx, p.Target.Path, p.host.Env.Environ(), git.Commit{Branch: branch, Paths: paths, Message: "Start " + filepath.Base(p.Target.Path)})
}
