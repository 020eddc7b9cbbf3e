package scaffold

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// Survey looks at the folder before anything is asked. Unless nothing is to be
// written, it recovers from a change that was interrupted there.
func Survey(ctx context.Context, host service.Host, o Options) (disk.Target, error) {
	if !o.DryRun {
		if err := host.Recover(ctx, o.Dir); err != nil {
			return disk.Target{}, err
		}
	}
	target, err := disk.Look(o.Dir)
	if err != nil {
		return target, err
	}
	if target.State == disk.Full && !o.Force && !isService(target) {
		return target, o.refuse(target)
	}
	return target, nil
}

// isService reports whether the folder itself is a service.
func isService(target disk.Target) bool {
	return slices.Contains(target.Entries, render.AnswersPath)
}

// serviceAround returns the folder of the service that a folder is in, or "".
func serviceAround(dir string) string {
	for parent := filepath.Dir(dir); parent != dir; dir, parent = parent, filepath.Dir(parent) {
		if info, err := os.Lstat(filepath.Join(parent, render.AnswersPath)); err == nil && info.Mode().IsRegular() {
			return parent
		}
	}
	return ""
}

// refuse says why no service can be created in the folder.
func (o Options) refuse(target disk.Target) error {
	if isService(target) {
		if o.WriteRoot {
			return fault.Usage("service_exists", "%s is a service already, and its answers aren't the default ones", o.ShownDir()).
				WithHint("give its answers: newsvc init . --answers %s --yes --write-root, in its folder", render.AnswersPath)
		}
		return fault.Usage("service_exists", "%s is a service already, and newsvc init doesn't change one", o.ShownDir()).
			WithHint("newsvc add, remove and set change it, newsvc status shows its state; newsvc init DIR creates another one")
	}
	if root := serviceAround(target.Path); root != "" {
		return fault.Usage("folder_not_empty", "%s is a folder of the service in %s", o.ShownDir(), root).
			WithHint("newsvc add, remove and set change that service; newsvc init DIR creates another one in a new folder")
	}
	other := slices.DeleteFunc(slices.Clone(target.Entries), disk.FromClone)
	return fault.Usage("folder_not_empty", "%s isn't empty: it contains %s", o.ShownDir(), listed(other)).
		WithHint("choose another folder, or --force to create the service beside what is there").
		WithInstead("", "--force")
}

// listed names the first few of some files.
func listed(names []string) string {
	const few = 3
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	return strings.Join(names, ", ")
}

// compare finds what each file does to the target. It refuses to overwrite a
// file of the user's before the first byte is written.
func (p *Plan) compare(ctx context.Context) error {
	o := p.options
	next := p.Files.Tree()
	named, err := o.overwritten(next)
	if err != nil {
		return err
	}
	work, err := disk.Read(ctx, p.Target.Path, next)
	if err != nil {
		return err
	}
	stays := func(path string) bool { return slices.Contains(p.Spec.Yours, path) }
	result, err := merge.Trees(ctx, nil, next, work, stays)
	if err != nil {
		return err
	}
	for i, c := range result.Changes {
		if path.Base(c.Path) == ".gitignore" {
			result.Changes[i] = c.AppendLines(nil)
		}
	}
	p.Changes = result.Overwrite(func(path string) bool { return named[path] })
	conflicts := p.Changes.Conflicts()
	if p.Target.State == disk.Full && !o.Force && len(p.Changes.Writes())+len(conflicts) > 0 {
		return o.refuse(p.Target)
	}
	if len(conflicts) > 0 {
		return p.refuseConflicts(conflicts)
	}
	return nil
}

// yours returns the generated files that are the user's already: those that a fresh clone
// may come with, or those that the service in the folder records.
func (o Options) yours(ctx context.Context, target disk.Target, next tree.Tree) ([]string, error) {
	if isService(target) {
		answers, err := service.ParseAnswers(ctx, target.Path)
		if err != nil {
			return nil, nil // It isn't the service that these answers make, which compare reports.
		}
		return answers.Yours, nil
	}
	named, err := o.overwritten(next)
	if err != nil {
		return nil, err
	}
	candidates := tree.Tree{}
	for name, file := range next {
		if disk.FromClone(name) && !named[name] {
			candidates[name] = file
		}
	}
	work, err := disk.Read(ctx, target.Path, candidates)
	if err != nil {
		return nil, err
	}
	var yours []string
	for _, name := range work.Paths() {
		if !work[name].Same(candidates[name]) {
			yours = append(yours, name)
		}
	}
	return yours, nil
}

// overwritten returns the paths that --overwrite names, relative to the folder.
func (o Options) overwritten(next tree.Tree) (map[string]bool, error) {
	named := map[string]bool{}
	for _, file := range o.Overwrite {
		clean := path.Clean(filepath.ToSlash(file))
		if _, ok := next[clean]; !ok {
			err := fault.Usage("bad_overwrite", "--overwrite %s: the service has no such file", file)
			if near := fault.Nearest(clean, next.Paths()); near != "" {
				return nil, err.WithHint("did you mean %s? newsvc init --dry-run lists the files", near).WithInstead(file, near)
			}
			return nil, err.WithHint("newsvc init --dry-run lists the files")
		}
		named[clean] = true
	}
	return named, nil
}

func (p *Plan) refuseConflicts(conflicts []merge.Change) error {
	var names, flags []string
	for _, c := range conflicts {
		names = append(names, c.Path)
		flags = append(flags, "--overwrite "+system.Quote(p.host.Env.OS, c.Path))
	}
	return fault.Usage("would_overwrite", "%s would overwrite %s", p.options.ShownDir(), strings.Join(names, ", ")).
		WithHint("move them away, or name each that may be replaced: %s", strings.Join(flags, " "))
}
