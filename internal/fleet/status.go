package fleet

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// packs are the packs that services were made with. Each is loaded once.
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

// read reads the state of the service in a folder. A failure is part of it.
func (r *Reader) read(ctx context.Context, shown, folder string) Status {
	status := Status{Folder: shown}
	if err := r.fill(ctx, &status, folder); err != nil {
		status.Problem = fault.All(err)[0]
	}
	return status
}

func (r *Reader) fill(ctx context.Context, status *Status, folder string) error {
	if disk.Pending(folder) {
		if err := r.Host.Disk.Interrupted(ctx, folder); err != nil {
			return err
		}
	}
	answers, err := service.ReadAnswers(ctx, folder)
	if err != nil {
		return err
	}
	status.Pack, status.Version = answers.Pack.Name, answers.Pack.Version
	status.Answers, status.Resources = answers.Values, answers.Resources
	status.Recall = r.Host.Packs.Recall(ctx, answers.Pack)
	unfinished, err := r.Host.ReadUnfinished(ctx, folder)
	if err != nil {
		return err
	}
	if unfinished != nil {
		status.Unfinished = unfinished.Command
	}
	p, err := r.packs.load(answers.Pack, func() (*pack.Pack, error) { return r.Host.Packs.Find(ctx, answers.Pack, r.PackDir) })
	if err != nil {
		return err
	}
	if status.Update, err = r.update(ctx, answers.Pack); err != nil {
		return err
	}
	status.Unreleased = r.PackDir == "" && r.Host.Packs.OnlyCached(p)
	opened, work, err := r.Host.Compare(ctx, folder, answers, p, &r.sketches)
	if err != nil {
		return err
	}
	status.compare(opened.Base, work)
	if unfinished == nil {
		return nil
	}
	unresolved, err := unfinished.Unresolved(ctx, folder)
	if err != nil {
		return err
	}
	status.Conflicts = append(status.Conflicts, unresolved...)
	byPath := func(a, b merge.FileConflict) int { return strings.Compare(a.Path, b.Path) }
	slices.SortStableFunc(status.Conflicts, byPath)
	status.Conflicts = slices.CompactFunc(status.Conflicts, func(a, b merge.FileConflict) bool { return a.Path == b.Path })
	return nil
}

// compare sorts the files that aren't as newsvc generated them.
func (s *Status) compare(base render.Plan, work tree.Tree) {
	for _, f := range base.Files {
		switch service.StateOf(f, work) {
		case service.Deleted:
			s.Deleted = append(s.Deleted, f.Path)
		case service.Edited:
			s.Edited = append(s.Edited, f.Path)
		case service.AsGenerated:
			continue
		}
		if merge.HasMarkers(work[f.Path].Data) {
			s.Conflicts = append(s.Conflicts, merge.NewFileConflict(f.Path, work[f.Path].Data))
		}
	}
}

// update returns the version of an available update, or "". The state of a service
// doesn't depend on whether the latest version of a module can be downloaded:
// newsvc update --check says why it can't.
func (r *Reader) update(ctx context.Context, ref spec.PackRef) (string, error) {
	if ref.Module != "" && !r.Host.Packs.Newer(ctx, ref) {
		return "", nil
	}
	latest, err := r.latest.load(ref, func() (*pack.Pack, error) { return r.Host.Packs.Latest(ctx, ref) })
	switch {
	case err != nil && ref.Module != "":
		return "", nil
	case err != nil || latest == nil:
		return "", err
	}
	return packstore.Ref(latest).Version, nil
}
