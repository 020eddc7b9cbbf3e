// Package revise changes a service in its folder: it renders the service with
// the old and with the new answers, and merges the difference into the files of
// the user.
package revise

import (
	"context"
	"slices"
	"time"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/imports"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// Revision is a service that is about to change.
type Revision struct {
	*service.Service
	host service.Host
}

// Open opens the service around the current folder. It refuses a service with
// an unfinished change. The pack may be in the folder packDir.
func Open(ctx context.Context, host service.Host, packDir string) (*Revision, error) {
	root, err := host.Find(ctx)
	if err != nil {
		return nil, err
	}
	return OpenAt(ctx, host, root, packDir)
}

// Start returns what a request is applied to. A step of the schema has to stay
// if it is committed, or if its files aren't as generated.
func (r *Revision) Start(ctx context.Context) change.Service {
	var committed func(id string) bool
	return change.Service{
		Manifest: r.Pack.Manifest,
		Answers:  r.Answers,
		Now:      time.Now(),
		Rows:     slices.ContainsFunc(r.Pack.Active(r.Answers.Values), func(l pack.Layer) bool { return l.Each == pack.EachStep }),
		MustStay: func(id string) bool {
			if committed == nil {
				committed = r.host.CommittedSteps(ctx, r.Root)
			}
			return committed(id) || r.isEdited(ctx, id)
		},
	}
}

// isEdited reports whether a file of a step isn't as generated.
func (r *Revision) isEdited(ctx context.Context, step string) bool {
	generated := tree.Tree{}
	for _, f := range r.Base.Files {
		if f.Step == step {
			generated[f.Path] = tree.File{Data: f.Data, Exec: f.Exec}
		}
	}
	work, err := disk.Read(ctx, r.Root, generated)
	for path, file := range generated {
		if err != nil || !work[path].Same(file) {
			return true
		}
	}
	return false
}

// Plan is a change to a service, and what it does to each file.
type Plan struct {
	Root   string
	Change change.Change
	Result merge.Result
	Uses   []imports.Use // what the user's own files use of what is removed

	host    service.Host
	base    render.Plan
	next    render.Plan
	pack    *pack.Pack        // that of next
	newPack *pack.Pack        // that of next, if it isn't that of base
	moved   map[string]string // the files that the new pack moved: new paths to old ones
	origins tree.Tree         // the files on disk at the old paths
	work    tree.Tree         // the files on disk at the paths of both
	own     tree.Tree         // the user's own Go files; nil until they are needed
	untidy  bool              // go.mod was merged, and the go command has to tidy it

	otherForm []string // migrations of the new pack, for steps whose old ones stay
}

// Plan finds everything that a change does to the service. It writes nothing.
func (r *Revision) Plan(ctx context.Context, c change.Change) (*Plan, error) {
	next, err := render.Render(ctx, r.Pack, c.Spec)
	if err != nil {
		return nil, err
	}
	p := &Plan{Root: r.Root, Change: c, host: r.host, base: r.Base, next: next, pack: r.Pack}
	return p, p.run(ctx, p.compare, p.mergeModule, p.findUses)
}

// Options say how a plan is executed.
type Options struct {
	Command   []string // as it was typed; recorded if there are conflicts
	AllowUses bool     // the user's own files may use what is removed
	// AllowUncommitted says that files which git doesn't have as they are may change.
	AllowUncommitted bool
	Verify           Verify
	// Announce is called when the change is allowed, before it is verified and
	// made.
	Announce func()
}

// Execute makes the change. Nothing is written before the last stage.
func (p *Plan) Execute(ctx context.Context, o Options) error {
	return p.run(ctx,
		func(context.Context) error { return p.checkUses(o.AllowUses) },
		func(ctx context.Context) error {
			if o.AllowUncommitted {
				return nil
			}
			return p.CheckCommitted(ctx)
		},
		func(context.Context) error { o.Announce(); return nil },
		p.tidy,
		func(ctx context.Context) error { return p.verify(ctx, o.Verify) },
		p.cachePack,
		func(ctx context.Context) error { return p.apply(ctx, p.CommandLine(o.Command)) },
	)
}

// run runs stages until one fails.
func (p *Plan) run(ctx context.Context, stages ...func(context.Context) error) error {
	for _, stage := range stages {
		if err := stage(ctx); err != nil {
			return err
		}
	}
	return nil
}

// apply writes the change in one transaction, and with it what is needed to undo it or,
// if there are conflicts, to finish it.
func (p *Plan) apply(ctx context.Context, command string) error {
	changes := p.Result.Changes
	record := p.host.RecordUndo
	if len(p.Result.Conflicts()) > 0 {
		record = p.host.RecordUnfinished
	}
	records, err := record(ctx, p.Root, command, changes)
	if err != nil {
		return err
	}
	return p.host.Disk.Apply(ctx, p.Root, slices.Concat(changes, records))
}

// Dropped names the tables and columns that the migrations of the change drop.
func (p *Plan) Dropped() []string {
	dropped := []string{}
	for _, s := range p.Change.Added {
		if !hasMigration(p.next, s) {
			continue
		}
		switch s.Op {
		case spec.OpDrop:
			dropped = append(dropped, "the table "+s.Plural)
		case spec.OpRemoveField:
			for _, f := range s.Fields {
				dropped = append(dropped, "the column "+s.Plural+"."+f.Key())
			}
		}
	}
	return dropped
}

// RootCopies returns the files of the changed service that have an effect only at the top
// of the repository around it.
func (p *Plan) RootCopies() []service.RootCopy {
	return service.RootCopies(p.pack, p.Change.Spec.Values, p.next.Files)
}

// RetractedMigrations returns the ids of the retracted steps that have a
// migration.
func (p *Plan) RetractedMigrations() []string {
	ids := []string{}
	for _, s := range p.Change.Retracted {
		if hasMigration(p.base, s) {
			ids = append(ids, s.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// hasMigration reports whether files are generated for a step.
func hasMigration(rendered render.Plan, s spec.Step) bool {
	return slices.ContainsFunc(rendered.Files, func(f render.File) bool { return f.Step == s.ID })
}
