package cli

import (
	"context"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/runner"
	"github.com/newsvc/newsvc/internal/system"
)

// carryOut writes the service, follows up, and says what was done.
func (o *initOptions) carryOut(ctx context.Context, target disk.Target, planned plan.Plan, changes merge.Result, done *outcome) error {
	a := o.app
	var started *runner.Runner
	if o.run {
		var err error
		if started, err = runner.New(a.host, target.Path, planned.Tree(), a.io.Err); err != nil {
			return err
		}
	}
	if err := a.writeService(ctx, target, planned, changes); err != nil {
		return err
	}
	if o.packDir != "" || !released(buildVersion().Newsvc) {
		if err := a.host.Packs.Cache(ctx, o.pack); err != nil {
			a.note("the pack isn't cached for later (%s); newsvc diff may need --pack", err)
		}
	}
	// A service that was there already may still lack its repository: its
	// first start was broken off.
	if !o.noGit && (done.written() > 0 || target.Git == "") {
		git := a.startRepository(ctx, target, generated(changes), filepath.Base(target.Path))
		done.Git = &git
	}
	if ctx.Err() != nil {
		return interruptedAfter(done)
	}
	if started == nil {
		return a.report(done)
	}
	if !a.json {
		if err := a.say(done.laid(), done.again()); err != nil {
			return err
		}
	}
	return started.Run(ctx, func(running runner.Running) error {
		at := runningDocument(running)
		if !a.json {
			return a.say(at.lines(), done.goOn())
		}
		done.Running = &at
		return a.printJSON(done)
	})
}

// writeService writes the files: a new folder at once, an existing one in a transaction.
func (a *app) writeService(ctx context.Context, target disk.Target, planned plan.Plan, changes merge.Result) error {
	if target.State == disk.Missing {
		return a.host.Disk.Create(ctx, target.Path, planned.Tree())
	}
	return a.host.Disk.Apply(ctx, target.Path, changes.Writes())
}

// generated are the paths that are as newsvc laid them.
func generated(changes merge.Result) []string {
	var paths []string
	for _, c := range changes.Changes {
		if c.Action != merge.Keep {
			paths = append(paths, c.Path)
		}
	}
	return paths
}

// interruptedAfter is an interruption that came when the files were there.
func interruptedAfter(done *outcome) error {
	e := fault.Interrupted()
	e.Message = "interrupted; the service is written in " + plain.Line(done.shown)
	return e
}

func (a *app) report(done *outcome) error {
	if a.json {
		return a.printJSON(done)
	}
	return a.say(done.laid(), done.goOn(), done.again())
}

// gitResult says what git did for a new service, and why it didn't do the rest.
type gitResult struct {
	Initialized bool   `json:"initialized"`
	Committed   bool   `json:"committed"`
	Reason      string `json:"reason,omitempty"` // why not
}

// line says it to the user.
func (g gitResult) line() string {
	switch {
	case g.Committed:
		return "git: a repository with a first commit"
	case g.Initialized:
		return "git: a repository without a commit: " + g.Reason
	}
	return "git: skipped: " + g.Reason
}

// startRepository makes the target a git repository with one commit of paths.
// What git can't do is no failure of the command, whose files are written.
func (a *app) startRepository(ctx context.Context, target disk.Target, paths []string, name string) gitResult {
	if target.Git != "" {
		if system.SameFile(target.Git, target.Path) {
			return gitResult{Reason: "the folder is a repository already; the commit is yours"}
		}
		return gitResult{Reason: "the folder is inside the repository " + target.Git + "; the commit is yours"}
	}
	started := git.Start(ctx, target.Path, a.env.Environ(), paths, "Start "+name)
	return gitResult{Initialized: started.Initialized, Committed: started.Committed, Reason: started.Reason}
}

// runningDocument is where a service answers.
type runningDocument struct {
	URL    string `json:"url"`
	Health string `json:"health"`
	Docs   string `json:"docs,omitempty"`
}

// lines are the addresses for the user.
func (r runningDocument) lines() plain.Text {
	var b plain.Builder
	b.Printf("running at %s (Ctrl-C stops it)\n  health  %s\n", r.URL, r.Health)
	if r.Docs != "" {
		b.Printf("  docs    %s\n", r.Docs)
	}
	return b.Text()
}
