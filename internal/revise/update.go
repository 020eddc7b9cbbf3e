package revise

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
)

// OpenAt is Open for the service in a folder.
func OpenAt(ctx context.Context, host service.Host, root, packDir string) (*Revision, error) {
	if err := host.RefuseUnfinished(ctx, root); err != nil {
		return nil, err
	}
	opened, err := host.OpenAt(ctx, root, packDir)
	if err != nil {
		return nil, err
	}
	return &Revision{opened, host}, nil
}

// refuseOlder refuses an update to an earlier version of a service's pack.
func refuseOlder(have, want spec.PackRef) error {
	if have.Name == want.Name && pack.CompareVersions(want.Version, have.Version) < 0 {
		return fault.Usage("older_pack", "this service is at %s %s already, and %s is older", have.Name, have.Version, want.Version).
			WithHint("newsvc undo reverts the last update, and git those before")
	}
	return nil
}

// DecideUpdate returns the change to another pack, which isn't an earlier version
// of the service's. The given values answer its new options.
func (r *Revision) DecideUpdate(to *pack.Pack, given map[string]any) (change.Update, error) {
	return change.Service{Manifest: r.Pack.Manifest, Answers: r.Answers}.Update(to.Manifest, packstore.Ref(to), given)
}

// PlanUpdate finds everything that an update does to the service. It writes
// nothing.
func (r *Revision) PlanUpdate(ctx context.Context, to *pack.Pack, u change.Update) (*Plan, error) {
	next, err := render.Render(ctx, to, u.Spec)
	if err != nil {
		return nil, err
	}
	p := &Plan{Root: r.Root, Change: u.Change, host: r.host, base: r.Base, next: next, pack: to, newPack: to}
	p.moveBase(u.Moves)
	p.keepHistory()
	return p, p.run(ctx, p.compare, p.mergeModule, p.findUses)
}

// keepHistory replaces the migrations in the new rendering with those of the old
// one: a new template is for new steps only.
func (p *Plan) keepHistory() {
	type place struct{ step, folder string }
	in := func(f render.File) place { return place{f.Step, path.Dir(f.Path)} }
	old, kept := map[place]bool{}, map[place]bool{}
	base := p.base.Tree()
	for _, f := range p.base.Files {
		old[in(f)] = f.Step != ""
	}
	var files []render.File
	for _, f := range p.next.Files {
		if old[in(f)] {
			kept[in(f)] = true
			if _, same := base[f.Path]; !same {
				p.otherForm = append(p.otherForm, f.Path)
			}
			continue
		}
		files = append(files, f)
	}
	for _, f := range p.base.Files {
		if kept[in(f)] {
			files = append(files, f)
		}
	}
	slices.SortFunc(files, func(a, b render.File) int { return strings.Compare(a.Path, b.Path) })
	p.next.Files = files
}

// OldMigrations warns of each folder whose migrations stay, although the new
// version of the pack would write other files there.
func (p *Plan) OldMigrations() []string {
	var warnings []string
	last := ""
	for _, file := range p.otherForm {
		if folder := path.Dir(file); folder != last {
			last = folder
			warnings = append(warnings, folder+" stays as it is, and would have other files now, such as "+path.Base(file)+": make sure that the new code can read the old ones")
		}
	}
	return warnings
}

// cachePack caches the pack of the new rendering, from which the next command
// renders the base.
func (p *Plan) cachePack(ctx context.Context) error {
	if p.newPack == nil || !p.host.Packs.NeedsCache(p.newPack) {
		return nil
	}
	if err := p.host.Packs.Cache(ctx, p.newPack); err != nil {
		p.host.Notify(plain.Sprintf("the pack isn't cached for later (%s); newsvc diff may need --pack", err))
	}
	return nil
}

// LostLines returns, by file, the lines that the user wrote and that the change
// removes, for example a comment on an answer that was renamed.
func (p *Plan) LostLines() map[string][]string {
	lost, base := map[string][]string{}, p.base.Tree()
	for _, c := range p.Result.Changes {
		work, ok := p.work[c.Path]
		if c.Before != nil {
			work, ok = *c.Before, true // go.mod isn't compared with the others.
		}
		if !ok || c.After == nil || !c.Writes() {
			continue
		}
		left := map[string]int{}
		for _, text := range [][]byte{base[c.Path].Data, c.After.Data} {
			for line := range strings.Lines(string(text)) {
				left[strings.TrimSpace(line)]++
			}
		}
		for line := range strings.Lines(string(work.Data)) {
			if line = strings.TrimSpace(line); line != "" && left[line] == 0 {
				lost[c.Path] = append(lost[c.Path], line)
			}
		}
	}
	return lost
}

// Answers returns the change to the answers file, or nil.
func (p *Plan) Answers() *merge.Change {
	i := slices.IndexFunc(p.Result.Changes, func(c merge.Change) bool { return c.Path == render.AnswersPath })
	if i < 0 {
		return nil
	}
	return &p.Result.Changes[i]
}
