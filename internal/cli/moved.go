package cli

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
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/tree"
)

// followMoves finds the files that newsvc would change and that people gave
// other names in the same folder, and takes them under those from here on:
// otherwise their change would be lost, as that of a deleted file is. It
// returns the old names by the new ones.
func (r *revision) followMoves(ctx context.Context) (map[string]string, error) {
	laid, next := r.Base.Tree(), r.next.Tree()
	moved := map[string]string{}
	for _, f := range r.Base.Files {
		if after, ok := next[f.Path]; f.Once || ok && after.Equal(laid[f.Path]) {
			continue
		}
		if _, err := os.Lstat(r.name(f.Path)); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		to, err := r.movedTo(ctx, f, laid, next, moved)
		if err != nil {
			return nil, err
		}
		if to != "" {
			moved[to] = f.Path
		}
	}
	r.Base.Files, r.next.Files = renamed(r.Base.Files, moved), renamed(r.next.Files, moved)
	return moved, nil
}

func (r *revision) name(file string) string { return filepath.Join(r.Root, filepath.FromSlash(file)) }

// movedTo returns the path of the file that is most like one that is gone, and
// much like it; empty: there is none.
func (r *revision) movedTo(ctx context.Context, gone plan.File, laid, next tree.Tree, taken map[string]string) (string, error) {
	folder := path.Dir(gone.Path)
	entries, err := disk.ReadFolder(r.Root, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	best, found := 0.75, ""
	for _, e := range entries {
		to := path.Join(folder, e.Name())
		_, before := laid[to]
		_, after := next[to]
		if before || after || taken[to] != "" || !e.Type().IsRegular() || kindOf(to) != kindOf(gone.Path) {
			continue
		}
		data, err := disk.ReadFile(ctx, r.Root, to)
		if disk.IsTooLarge(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		if like := alike(gone.Data, data); like >= best {
			best, found = like, to
		}
	}
	return found, nil
}

// kindOf tells files apart that none is renamed between.
func kindOf(file string) string {
	if strings.HasSuffix(file, "_test.go") {
		return "_test.go"
	}
	return path.Ext(file)
}

// alike returns which part of the lines of the longer of two texts both have.
func alike(a, b []byte) float64 {
	count := map[string]int{}
	one, two := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
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

// renamed returns files under the names that people gave them.
func renamed(files []plan.File, moved map[string]string) []plan.File {
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
	slices.SortFunc(files, func(a, b plan.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// sayMoved says of changes which of them follow a file to its new name.
func sayMoved(changes []merge.Change, moved map[string]string) {
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
