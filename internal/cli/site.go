package cli

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// survey looks at the folder before anything is asked, and finishes or undoes
// what a killed newsvc left in it.
func (o *initOptions) survey(ctx context.Context) (disk.Target, error) {
	if !o.dryRun {
		if err := o.app.host.Recover(ctx, o.dir); err != nil {
			return disk.Target{}, err
		}
	}
	target, err := disk.Look(o.dir)
	if err != nil {
		return target, err
	}
	if target.State == disk.Full && !o.force && !isService(target) {
		return target, o.refuse(target)
	}
	return target, nil
}

// isService reports whether the folder itself is a service already.
func isService(target disk.Target) bool {
	return slices.Contains(target.Entries, plan.AnswersPath)
}

// refuse says why the folder isn't one to start a service in.
func (o *initOptions) refuse(target disk.Target) error {
	if isService(target) {
		return fault.Usage("service_exists", "%s is a service already, and not the one that these answers make", o.shown()).
			WithHint("choose another folder; newsvc diff shows what was changed in this one")
	}
	other := slices.DeleteFunc(slices.Clone(target.Entries), disk.FromClone)
	return fault.Usage("folder_not_empty", "%s isn't empty: it holds %s", o.shown(), listed(other)).
		WithHint("choose another folder, or --force to start the service beside what is there")
}

// shown is the folder as a person calls it.
func (o *initOptions) shown() string {
	if filepath.Clean(o.dir) == "." {
		return "this folder"
	}
	return o.dir
}

// listed names the first few of what is there.
func listed(names []string) string {
	const few = 3
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	return strings.Join(names, ", ")
}

// compare finds what each planned file does to the folder. Everything that
// would be lost is found here, before the first byte is written.
func (o *initOptions) compare(ctx context.Context, target disk.Target, planned plan.Plan) (merge.Result, error) {
	next := planned.Tree()
	named, err := o.overwritten(next)
	if err != nil {
		return merge.Result{}, err
	}
	work, err := disk.Read(ctx, target.Path, next)
	if err != nil {
		return merge.Result{}, err
	}
	stays := func(path string) bool { return disk.FromClone(path) && !named[path] }
	result, err := merge.Trees(ctx, nil, next, work, stays)
	if err != nil {
		return result, err
	}
	result = result.Overwrite(func(path string) bool { return named[path] })
	conflicts := result.Conflicts()
	if target.State == disk.Full && !o.force && len(result.Writes())+len(conflicts) > 0 {
		return result, o.refuse(target)
	}
	if len(conflicts) > 0 {
		return result, o.refuseConflicts(conflicts)
	}
	return result, nil
}

// overwritten are the paths that --overwrite names, relative to the folder.
func (o *initOptions) overwritten(next tree.Tree) (map[string]bool, error) {
	named := map[string]bool{}
	for _, file := range o.overwrite {
		clean := path.Clean(filepath.ToSlash(file))
		if _, ok := next[clean]; !ok {
			err := fault.Usage("bad_overwrite", "--overwrite %s: the service has no such file", file)
			if near := fault.Nearest(clean, next.Paths()); near != "" {
				return nil, err.WithHint("did you mean %s? newsvc init --dry-run lists the files", near)
			}
			return nil, err.WithHint("newsvc init --dry-run lists the files")
		}
		named[clean] = true
	}
	return named, nil
}

func (o *initOptions) refuseConflicts(conflicts []merge.Change) error {
	var names, flags []string
	for _, c := range conflicts {
		names = append(names, c.Path)
		flags = append(flags, "--overwrite "+system.Quote(o.app.env.OS, c.Path))
	}
	return fault.Usage("would_overwrite", "%s would overwrite %s", o.shown(), strings.Join(names, ", ")).
		WithHint("move them away, or name each that may go: %s", strings.Join(flags, " "))
}
