package cli

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/branchmerge"
	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

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
	doc := document.Continue{Header: document.NewHeader("continue"), Folder: root, Files: []document.ChangedFile{}, Conflicts: []merge.FileConflict{}, Next: []system.Command{}}
	if u == nil {
		result, err := branchmerge.Run(ctx, a.host, root, packDir)
		if err != nil {
			return err
		}
		doc.Renumbered = result.Renumbered
		doc.Conflicts = append(doc.Conflicts, result.Conflicts...)
		for _, c := range result.Changes {
			doc.Files = append(doc.Files, document.ChangedFile{Path: c.Path, Action: c.Action, Reason: c.Reason})
		}
		switch {
		case len(doc.Conflicts) > 0:
			doc.Next = service.CommandsIn(root, service.ContinueCommand)
		case len(doc.Files) > 0:
			doc.Next = service.CommandsIn(root, []string{"git", "add", "--all", "."}, []string{"git", "status"})
		}
		return cmp.Or(a.Emit(doc), doc.Pending())
	}
	marked, unchanged, err := a.host.Finish(ctx, root, u)
	if err != nil {
		return err
	}
	doc.Command = u.Command
	doc.Conflicts = append(doc.Conflicts, marked...)
	for _, f := range unchanged {
		doc.Files = append(doc.Files, document.ChangedFile{Path: f.Path, Action: merge.Keep, Reason: f.Reason})
	}
	doc.Next = service.CommandsIn(root, service.ContinueCommand)
	if len(marked) == 0 {
		doc.Next = service.CommandsIn(root, slices.Concat(a.host.TestCommands(root), a.host.CommitCommands(root, u.Command))...)
	}
	return cmp.Or(a.Emit(doc), doc.Pending())
}
