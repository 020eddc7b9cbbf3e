package revise

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/tree"
)

// followMoves finds the files that newsvc would change and that the user renamed
// in the same folder, and renames them in the base and in the new rendering:
// otherwise the change would be lost, as it is for a deleted file. If the new
// version of the pack moves the file to another folder, it moves there under the
// user's name. It returns the old paths, as they were on disk, by the new ones.
func (p *Plan) followMoves(ctx context.Context) (map[string]string, error) {
	base, next := p.base.Tree(), p.next.Tree()
	moved, origins := map[string]string{}, map[string]string{}
	for _, f := range p.base.Files {
		after, ok := next[f.Path]
		otherFolder := path.Dir(f.Path) != path.Dir(p.onDisk(f.Path))
		if f.Once || ok && after.Equal(base[f.Path]) && !otherFolder {
			continue
		}
		if _, err := os.Lstat(p.name(p.onDisk(f.Path))); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		to, err := p.movedTo(ctx, f, base, next, moved)
		if err != nil {
			return nil, err
		}
		if to == "" {
			continue
		}
		origin := p.onDisk(f.Path)
		delete(p.moved, f.Path)
		if target := path.Join(path.Dir(f.Path), path.Base(to)); otherFolder && p.isFree(target, base, next, moved) {
			p.moved[target], to = to, target
		}
		moved[to], origins[to] = f.Path, origin
	}
	p.base.Files, p.next.Files = renamed(p.base.Files, moved), renamed(p.next.Files, moved)
	return origins, nil
}

// isFree reports whether there is no file at a path, and none will be.
func (p *Plan) isFree(file string, base, next tree.Tree, taken map[string]string) bool {
	_, before := base[file]
	_, after := next[file]
	_, err := os.Lstat(p.name(file))
	return !before && !after && taken[file] == "" && errors.Is(err, fs.ErrNotExist)
}

func (p *Plan) name(file string) string { return filepath.Join(p.Root, filepath.FromSlash(file)) }

// movedTo returns the path of the file that is most similar to one that is gone,
// if it is similar enough, or "".
func (p *Plan) movedTo(ctx context.Context, gone render.File, base, next tree.Tree, taken map[string]string) (string, error) {
	folder := path.Dir(p.onDisk(gone.Path))
	entries, err := disk.ReadFolder(p.Root, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	best, found := 0.75, ""
	for _, e := range entries {
		to := path.Join(folder, e.Name())
		_, before := base[to]
		_, after := next[to]
		if before || after || p.isTaken(to, taken) || !e.Type().IsRegular() || kindOf(to) != kindOf(gone.Path) {
			continue
		}
		data, err := disk.ReadFile(ctx, p.Root, to)
		if disk.IsTooLarge(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		if s := similarity(gone.Data, data); s >= best {
			best, found = s, to
		}
	}
	return found, nil
}

// isTaken reports whether a file on disk is the new name of another one already.
func (p *Plan) isTaken(file string, moved map[string]string) bool {
	return moved[file] != "" || moved[p.inBase(file)] != ""
}

// kindOf returns the kind of a file. A rename keeps it.
func kindOf(file string) string {
	if strings.HasSuffix(file, "_test.go") {
		return "_test.go"
	}
	return path.Ext(file)
}

// similarity returns which part of the lines of the longer of two texts is in both.
func similarity(a, b []byte) float64 {
	count := map[string]int{}
	split := func(text []byte) []string { return strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n") }
	one, two := split(a), split(b)
	for _, line := range one {
		count[line]++
	}
	common := 0
	for _, line := range two {
		if count[line] > 0 {
			count[line]--
			common++
		}
	}
	return float64(common) / float64(max(len(one), len(two)))
}

// renamed returns files under the names that the user gave them.
func renamed(files []render.File, moved map[string]string) []render.File {
	if len(moved) == 0 {
		return files
	}
	files = slices.Clone(files)
	for to, from := range moved {
		for i := range files {
			if files[i].Path == from {
				files[i].Path = to
			}
		}
	}
	slices.SortFunc(files, func(a, b render.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// noteMoves gives the changes that follow a file to its new name a reason.
func noteMoves(changes []merge.Change, moved map[string]string) {
	for i := range changes {
		c := &changes[i]
		from, ok := moved[c.Path]
		switch {
		case !ok:
		case c.Reason == "":
			c.Reason = "moved here from " + from
		default:
			c.Reason += "; moved here from " + from
		}
	}
}
