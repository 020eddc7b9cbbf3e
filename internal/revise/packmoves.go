package revise

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/tree"
)

// moveBase gives the files of the base the paths to which the new version of the
// pack moved them. Until the change is made, they are on disk at their old paths.
func (p *Plan) moveBase(moves []pack.Move) {
	base, next := p.base.Tree(), p.next.Tree()
	to := map[string]string{} // by the old path
	for file := range base {
		at := file
		for _, m := range moves {
			if moved, ok := m.Target(at); ok {
				at = moved
			}
		}
		if _, wanted := next[at]; at != file && wanted {
			to[file] = at
		}
	}
	p.moved = map[string]string{}
	for again := true; again; {
		again = false
		clear(p.moved)
		for _, from := range slices.Sorted(maps.Keys(to)) {
			_, exists := base[to[from]]
			if (exists && to[to[from]] == "") || p.moved[to[from]] != "" {
				delete(to, from) // Another file is there.
				again = true
				continue
			}
			p.moved[to[from]] = from
		}
	}
	p.base.Files = renamed(p.base.Files, p.moved)
}

// onDisk returns the path at which a file of the base is on disk.
func (p *Plan) onDisk(path string) string { return cmp.Or(p.moved[path], path) }

// inBase returns the path in the base of a file on disk.
func (p *Plan) inBase(onDisk string) string {
	for to, from := range p.moved {
		if from == onDisk {
			return to
		}
	}
	return onDisk
}

// baseOnDisk returns the base with the paths that its files have on disk.
func (p *Plan) baseOnDisk() tree.Tree {
	base := p.base.Tree()
	files := tree.Tree{}
	for path, file := range base {
		files[p.onDisk(path)] = file
	}
	return files
}

// checkMoves undoes the moves of files to a path at which the user has a file,
// and of files that are too large to read.
func (p *Plan) checkMoves(ctx context.Context) error {
	if len(p.moved) == 0 {
		return nil
	}
	base, like := p.base.Tree(), tree.Tree{}
	origin := map[string]bool{}
	for to, from := range p.moved {
		like[to], like[from] = base[to], base[to]
		origin[from] = true
	}
	work, err := disk.Read(ctx, p.Root, like)
	if err != nil {
		return err
	}
	back := map[string]string{}
	for to, from := range p.moved {
		if _, occupied := work[to]; occupied && !origin[to] || work[from].Unread {
			back[from] = to
			delete(p.moved, to)
		}
	}
	p.base.Files = renamed(p.base.Files, back)
	return nil
}

// readWork reads the files on disk at the paths of base and next. Files that
// move are at their new paths.
func (p *Plan) readWork(ctx context.Context, base, next tree.Tree) (tree.Tree, error) {
	origins := tree.Tree{}
	for to, from := range p.moved {
		origins[from] = base[to]
	}
	work, err := disk.Read(ctx, p.Root, base, next, origins)
	if err != nil || len(p.moved) == 0 {
		return work, err
	}
	p.origins = tree.Tree{}
	for _, from := range p.moved {
		if file, ok := work[from]; ok {
			p.origins[from] = file
			delete(work, from)
		}
	}
	for to, from := range p.moved {
		if file, ok := p.origins[from]; ok {
			work[to] = file
		}
	}
	return work, nil
}

// placeMoves turns the changes of files that move into what happens on disk: the
// new path is created, and the old one is deleted or replaced.
func (p *Plan) placeMoves() {
	changed := map[string]bool{}
	for i := range p.Result.Changes {
		c := &p.Result.Changes[i]
		changed[c.Path] = true
		from := p.moved[c.Path]
		if _, exists := p.origins[from]; exists {
			c.Before = nil
			c.Reason = strings.TrimPrefix(c.Reason+"; moved here from "+from, "; ")
			switch c.Action {
			case merge.Same, merge.Update:
				c.Action = merge.Create
			case merge.Keep:
				c.Action = merge.Merge
			}
		}
		if here, ok := p.origins[c.Path]; ok {
			c.Before = &here
			if c.Action == merge.Create {
				c.Action = merge.Update
			}
		}
	}
	for from, file := range p.origins {
		if !changed[from] {
			p.Result.Changes = append(p.Result.Changes, merge.Change{
				Path: from, Action: merge.Delete, Before: &file, Reason: "moved to " + p.inBase(from),
			})
		}
	}
	slices.SortFunc(p.Result.Changes, func(a, b merge.Change) int { return strings.Compare(a.Path, b.Path) })
}
