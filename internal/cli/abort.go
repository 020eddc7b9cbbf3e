package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/plain"
)

type abortDocument struct {
	header
	Folder  string   `json:"folder"`
	Command string   `json:"command"` // that is undone
	Files   []string `json:"files"`   // that are as they were before it
}

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
	return a.emit(abortDocument{header{"newsvc/abort", 1}, root, u.Command, u.Paths()})
}

func (d abortDocument) print(a *app) error { return a.say(plain.Sprintf("undone: %s\n", d.Command)) }
