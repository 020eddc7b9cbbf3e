package cli

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/branchmerge"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
)

type continueDocument struct {
	header
	Folder    string        `json:"folder"`
	Command   string        `json:"command,omitempty"` // that is finished; empty: a merge of git's
	Files     []changedFile `json:"files"`             // that were merged, or that stay as they were
	Conflicts []string      `json:"conflicts"`         // that are left

	Renumbered map[string]string `json:"renumbered,omitempty"` // steps of the schema: old ids to new ones
}

func newContinueCommand(a *app) *cobra.Command {
	var packDir string
	cmd := &cobra.Command{
		Use:   "continue",
		Short: "Finish a change that left conflicts, or git's merge of two branches",
		Long: "Finish a change to the service around the current folder, once its conflicts are\n" +
			"resolved.\n\n" +
			"In the middle of git's merge, rebase or cherry-pick, it does what git can't: it\n" +
			"merges the answers of both branches, renders the result, and applies the edits of\n" +
			"both branches to it. Files that are resolved already stay as they are.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.continueChange(cmd.Context(), packDir) },
	}
	addPackFlag(cmd, &packDir)
	return cmd
}

func (a *app) continueChange(ctx context.Context, packDir string) error {
	root, err := a.host.Find(ctx)
	if err != nil {
		return err
	}
	u, err := a.host.ReadUnfinished(ctx, root)
	if err != nil {
		return err
	}
	doc := continueDocument{header: header{"newsvc/continue", 1}, Folder: root, Files: []changedFile{}, Conflicts: []string{}}
	if u == nil {
		result, err := branchmerge.Run(ctx, a.host, root, packDir)
		if err != nil {
			return err
		}
		doc.Renumbered = result.Renumbered
		doc.Conflicts = append(doc.Conflicts, result.Conflicts...)
		for _, c := range result.Changes {
			doc.Files = append(doc.Files, changedFile{Path: c.Path, Action: c.Action, Reason: c.Reason})
		}
		return cmp.Or(a.emit(doc), doc.pending())
	}
	marked, unchanged, err := a.host.Finish(ctx, root, u)
	if err != nil {
		return err
	}
	doc.Command = u.Command
	doc.Conflicts = append(doc.Conflicts, marked...)
	for _, f := range unchanged {
		doc.Files = append(doc.Files, changedFile{Path: f.Path, Action: merge.Keep, Reason: f.Reason})
	}
	return cmp.Or(a.emit(doc), doc.pending())
}

// print says what was done.
func (d continueDocument) print(a *app) error {
	for _, id := range slices.Sorted(maps.Keys(d.Renumbered)) {
		a.note("both sides had a step %s of the schema: one is %s now, and a database that ran it under its old id has to be created again", id, d.Renumbered[id])
	}
	files := fileLines(d.Files)
	switch {
	case len(d.Conflicts) > 0:
		return a.say(files)
	case d.Command != "":
		return a.say(files, plain.Sprintf("finished: %s\n", d.Command))
	case len(d.Files) == 0:
		return a.say(plain.Sprintf("nothing to do\n"))
	}
	return a.say(files, plain.Sprintf("merged; git add the files, then follow git's instructions\n"))
}

// pending is the failure of a command that leaves conflicts.
func (d continueDocument) pending() error {
	if len(d.Conflicts) == 0 {
		return nil
	}
	return fault.ActionNeeded("conflicts", "conflict markers are left in %s", strings.Join(d.Conflicts, ", ")).
		WithHint("resolve them, then newsvc continue")
}
