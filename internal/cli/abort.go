package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/service"
)

func newAbortCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "abort",
		Short: "Undo a change that left conflicts",
		Long: "Undo the change to the service around the current folder that left conflicts:\n" +
			"every file that it wrote is as it was before. Edits that resolve the conflicts\n" +
			"are lost; other files stay.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.abort(cmd.Context()) },
	}
}

func (a *app) abort(ctx context.Context) error {
	root, err := a.host.Find(ctx)
	if err != nil {
		return err
	}
	u, err := a.host.Abort(ctx, root)
	if err != nil {
		return err
	}
	return a.Emit(document.Abort{Header: document.NewHeader("abort"), Folder: root, Command: u.Command, Files: u.Paths(), Next: service.CommandsIn(root, service.StatusCommand)})
}
