package cli

import (
	"context"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/plan"
)

// carryOut writes the service, follows up, and says what was done.
func (o *initOptions) carryOut(ctx context.Context, target disk.Target, planned plan.Plan, changes merge.Result, done *outcome) error {
	a := o.app
	var service *starter
	if o.run {
		var err error
		if service, err = a.newStarter(target.Path, planned.Tree()); err != nil {
			return err
		}
	}
	if err := a.writeService(ctx, target, planned, changes); err != nil {
		return err
	}
	a.keepPack(ctx, o.pack, o.packDir)
	// A service that was there already may still lack its repository: its
	// first start was broken off.
	if !o.noGit && (done.written() > 0 || target.Git == "") {
		git := a.startRepository(ctx, target, generated(changes), filepath.Base(target.Path))
		done.Git = &git
	}
	if ctx.Err() != nil {
		return interruptedAfter(done)
	}
	if service == nil {
		return a.report(done)
	}
	if !a.json {
		if err := a.say(done.laid(), done.again()); err != nil {
			return err
		}
	}
	return service.run(ctx, func(at running) error {
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
		return a.machine().Create(ctx, target.Path, planned.Tree())
	}
	return a.machine().Apply(ctx, target.Path, changes.Writes())
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
