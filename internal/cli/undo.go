package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/service"
)

func newUndoCommand(a *app) *cobra.Command {
	var overwrite []string
	cmd := &cobra.Command{
		Use:   "undo",
		Short: "Undo the last change to a service",
		Long: "Undo the last change to the service around the current folder that add, remove,\n" +
			"set, update or continue made on this machine: every file that it wrote is as it was\n" +
			"before. Other files stay. The change may be committed, but nothing else on top.\n\n" +
			"If you edited a file that the change wrote, newsvc names it and changes nothing.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.undo(cmd.Context(), overwrite) },
	}
	cmd.Flags().StringArrayVar(&overwrite, "overwrite", nil, "lose your edits to this `file`; repeatable")
	return cmd
}

func (a *app) undo(ctx context.Context, overwrite []string) error {
	root, err := a.host.Find(ctx)
	if err != nil {
		return err
	}
	undone, err := a.host.Undo(ctx, root, overwrite)
	if err != nil {
		return err
	}
	next := service.CommandsIn(root, service.StatusCommand)
	if undone.Head != a.host.Git.Head(ctx, root) { // The change was committed.
		next = service.CommandsIn(root, a.host.CommitCommands(root, "Undo "+undone.Command)...)
	}
	return a.Emit(document.Undo{Header: document.NewHeader("undo"), Folder: root, Command: undone.Command, Files: undone.Paths(), Next: next})
}
