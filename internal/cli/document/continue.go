package document

import (
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/system"
)

// Continue says which change was finished.
type Continue struct {
	Header
	Folder    string               `json:"folder"`
	Command   string               `json:"command,omitempty"` // that is finished; empty: a merge of git's
	Files     []ChangedFile        `json:"files"`             // that were merged, or that stay as they were
	Conflicts []merge.FileConflict `json:"conflicts"`         // that are left
	Next      []system.Command     `json:"next"`

	Renumbered map[string]string `json:"renumbered,omitempty"` // steps of the schema: old ids to new ones
}

// print says what was done.
func (d Continue) print(p *Printer) error {
	for _, id := range slices.Sorted(maps.Keys(d.Renumbered)) {
		p.Note("both sides had a step %s of the schema: one is %s now, and a database that ran it under its old id has to be created again", id, d.Renumbered[id])
	}
	files := fileLines(d.Files)
	switch {
	case len(d.Conflicts) > 0:
		return p.Say(files)
	case d.Command != "":
		return p.Say(files, plain.Sprintf("finished: %s\n", d.Command), p.nextSteps(d.Next))
	case len(d.Files) == 0:
		return p.Say(plain.Sprintf("nothing to do\n"))
	}
	return p.Say(files, plain.Sprintf("merged; git add the files, then follow git's instructions\n"), p.nextSteps(d.Next))
}

// Pending is the failure of a command that leaves conflicts.
func (d Continue) Pending() error {
	if len(d.Conflicts) == 0 {
		return nil
	}
	return fault.ActionNeeded("conflicts", "conflict markers are left in %s", strings.Join(conflictPaths(d.Conflicts), ", ")).
		WithHint("resolve them, then newsvc continue")
}
