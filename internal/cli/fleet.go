package cli

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// each looks at the services one after the other, a few at a time, and tells
// of them in the order of their folders. It keeps no more than those few in
// memory.
func (o *statusOptions) each(ctx context.Context, tell func(statusRow) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows := make(chan chan statusRow, runtime.GOMAXPROCS(0))
	var found error
	go func() {
		defer close(rows)
		found = o.services(ctx, func(shown, folder string) error {
			row := make(chan statusRow, 1)
			select {
			case rows <- row:
			case <-ctx.Done():
				return ctx.Err()
			}
			go func() { row <- o.look(ctx, shown, folder) }()
			return nil
		})
	}()
	var failed error
	for row := range rows {
		if r := <-row; failed == nil {
			if failed = tell(r); failed != nil {
				cancel()
			}
		}
	}
	if failed != nil {
		return failed
	}
	return found
}

// services calls do for the service around the current folder, or for each in
// and below the given folders.
func (o *statusOptions) services(ctx context.Context, do func(shown, folder string) error) error {
	if len(o.dirs) == 0 {
		folder, err := o.app.serviceFolder(ctx)
		if err != nil {
			return err
		}
		return do(".", folder)
	}
	for _, dir := range o.dirs {
		if info, err := os.Stat(dir); err == nil && !info.IsDir() {
			return noFolder(dir)
		}
		target, err := disk.Look(dir)
		if err == nil && target.State == disk.Missing {
			err = noFolder(dir)
		}
		if err != nil {
			return err
		}
	}
	for _, dir := range o.dirs {
		if err := walkServices(dir, do); err != nil {
			return err
		}
	}
	return nil
}

// walkServices calls do for each service in and below a folder, and for a
// folder that can't be read, since there may be one in it. It looks into no
// service, no hidden folder and none of other people's code.
func walkServices(dir string, do func(shown, folder string) error) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && entry != nil && entry.IsDir():
			return do(shownBelow(dir, path), path)
		case err != nil || !entry.IsDir():
			return nil
		}
		name := entry.Name()
		if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor") {
			return fs.SkipDir
		}
		if _, err := os.Lstat(filepath.Join(path, plan.AnswersPath)); err != nil && !disk.Pending(path) {
			return nil
		}
		if err := do(shownBelow(dir, path), path); err != nil {
			return err
		}
		return fs.SkipDir
	})
}

// packs are those that a fleet's services were made with, each loaded once.
type packs struct {
	mu     sync.Mutex
	loaded map[spec.PackRef]*loadedPack
}

type loadedPack struct {
	once sync.Once
	pack *pack.Pack
	err  error
}

func (p *packs) load(ref spec.PackRef, load func() (*pack.Pack, error)) (*pack.Pack, error) {
	p.mu.Lock()
	if p.loaded == nil {
		p.loaded = map[spec.PackRef]*loadedPack{}
	}
	one := p.loaded[ref]
	if one == nil {
		one = &loadedPack{}
		p.loaded[ref] = one
	}
	p.mu.Unlock()
	one.once.Do(func() { one.pack, one.err = load() })
	return one.pack, one.err
}

// look finds what is to be known of the service in a folder. What goes wrong
// is a part of it.
func (o *statusOptions) look(ctx context.Context, shown, folder string) statusRow {
	row := statusRow{Folder: shown, Edited: []string{}, Deleted: []string{}, Conflicts: []string{}}
	if err := o.fill(ctx, &row, folder); err != nil {
		first := fault.All(err)[0]
		row.Problem, row.Hint = first.Error(), first.Hint
	}
	return row
}

func (o *statusOptions) fill(ctx context.Context, row *statusRow, folder string) error {
	if disk.Pending(folder) {
		if err := o.app.machine().Interrupted(ctx, folder); err != nil {
			return err
		}
	}
	answers, err := readAnswers(ctx, folder)
	if err != nil {
		return err
	}
	row.Pack, row.Version = answers.Pack.Name, answers.Pack.Version
	u, _, err := o.app.readUnfinished(ctx, folder)
	if err != nil {
		return err
	}
	if u != nil {
		row.Waiting = u.Command
	}
	p, err := o.packs.load(answers.Pack, func() (*pack.Pack, error) { return o.app.packFor(answers.Pack, o.packDir) })
	if err != nil {
		return err
	}
	if row.Update, err = o.update(answers.Pack); err != nil {
		return err
	}
	laid, there, err := o.compared(ctx, p, answers, folder)
	if err != nil {
		return err
	}
	service := &opened{root: folder, answers: answers, pack: p, laid: laid, committed: o.app.committedValues(ctx, folder)}
	if err := service.refuseEditedAnswers(ctx, there); err != nil {
		return err
	}
	row.drift(laid, there)
	return row.unsolved(ctx, u, folder)
}

// unsolved adds the conflicts of an unfinished change that have no markers.
func (r *statusRow) unsolved(ctx context.Context, u *unfinished, folder string) error {
	if u == nil {
		return nil
	}
	there, err := u.conflicting(ctx, folder)
	if err != nil {
		return err
	}
	for _, f := range u.untouched(there) {
		r.Conflicts = append(r.Conflicts, f.Path)
	}
	slices.Sort(r.Conflicts)
	r.Conflicts = slices.Compact(r.Conflicts)
	return nil
}

// compared returns what newsvc laid, for comparing it alone, and what is there of it.
func (o *statusOptions) compared(ctx context.Context, p *pack.Pack, answers spec.Answers, folder string) (laid plan.Plan, there tree.Tree, err error) {
	s, err := resolve(p, answers)
	if err != nil {
		return laid, nil, err
	}
	sketch, err := o.sketches.Draw(ctx, p, s)
	if err != nil {
		return laid, nil, err
	}
	if there, err = disk.Read(ctx, folder, sketch.Tree()); err != nil {
		return laid, nil, err
	}
	laid, err = sketch.Finish(ctx, there)
	return laid, there, err
}

// drift sorts the files that aren't as newsvc laid them.
func (r *statusRow) drift(laid plan.Plan, there tree.Tree) {
	for _, f := range laid.Files {
		switch stateOf(f, there) {
		case deleted:
			r.Deleted = append(r.Deleted, f.Path)
		case edited:
			r.Edited = append(r.Edited, f.Path)
		case asGenerated:
			continue
		}
		if marked(there[f.Path].Data) {
			r.Conflicts = append(r.Conflicts, f.Path)
		}
	}
}

// update returns the version of the built-in pack, where a service was made
// with another one of the same name.
func (o *statusOptions) update(ref spec.PackRef) (string, error) {
	built, err := o.packs.load(spec.PackRef{}, func() (*pack.Pack, error) { return loadPack("") })
	if err != nil || built.Manifest.Name != ref.Name || built.Digest == ref.Digest {
		return "", err
	}
	return built.Manifest.Version, nil
}
