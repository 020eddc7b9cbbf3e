package branchmerge

import (
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
)

// leaveLinks makes sure that no change writes through a link.
func leaveLinks(root string, changes []merge.Change) error {
	var paths []string
	for _, c := range changes {
		if c.Path != render.AnswersPath && c.Writes() {
			paths = append(paths, c.Path)
		}
	}
	links, err := disk.Links(root, paths)
	for i, c := range changes {
		if _, linked := links[c.Path]; linked {
			changes[i].Action, changes[i].After, changes[i].Reason = merge.Keep, c.Before, "a link, which newsvc leaves alone"
		}
	}
	return err
}
