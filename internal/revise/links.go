package revise

import (
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
)

// followLinks gives the generated files that the user replaced with links the paths to
// which the links lead, because newsvc doesn't write through links. Those that lead out of
// the folder, nowhere, or to another generated file are left alone: they are removed from
// both renderings, and a note for each that would change is returned. The result also has
// the followed links, by the new paths.
func (p *Plan) followLinks() (followed map[string]string, left []merge.Change, err error) {
	base, next := p.base.Tree(), p.next.Tree()
	all := maps.Clone(base)
	maps.Copy(all, next)
	links, err := disk.Links(p.Root, all.Paths())
	if err != nil || len(links) == 0 {
		return nil, nil, err
	}
	followed = map[string]string{}
	alone := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(links)) {
		to := links[path]
		if path == render.AnswersPath {
			continue // Apply refuses to replace it: without it, nothing can change.
		}
		if _, generated := all[to]; to != "" && !generated && followed[to] == "" && p.moved[path] == "" {
			followed[to] = path
			continue
		}
		alone[path] = true
		before, was := base[path]
		after, is := next[path]
		if was != is || !before.Equal(after) {
			left = append(left, merge.Change{Path: path, Action: merge.Keep, Reason: "a link, which newsvc leaves alone"})
		}
	}
	for _, files := range []*[]render.File{&p.base.Files, &p.next.Files} {
		*files = slices.DeleteFunc(slices.Clone(*files), func(f render.File) bool { return alone[f.Path] })
		*files = renamed(*files, followed)
	}
	return followed, left, nil
}

// noteLinks says of the changes to files behind links how newsvc came to them, and adds
// those to the links that are left alone.
func (p *Plan) noteLinks(followed map[string]string, left []merge.Change) {
	for i, c := range p.Result.Changes {
		if link, ok := followed[c.Path]; ok {
			p.Result.Changes[i].Reason = strings.TrimPrefix(c.Reason+"; "+link+" is a link to it", "; ")
		}
	}
	p.Result.Changes = append(p.Result.Changes, left...)
	slices.SortFunc(p.Result.Changes, func(a, b merge.Change) int { return strings.Compare(a.Path, b.Path) })
}
