package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/plain"
)

type abortDocument struct {
	document
	Folder  string   `json:"folder"`
	Command string   `json:"command"` // that is taken back
	Files   []string `json:"files"`   // that are as they were before it
}

func newAbortCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "abort",
		Short: "Take back a change that left conflicts",
		Long: "Take back the change to the service around the current folder that left\n" +
			"conflicts: every file that it wrote is as it was before. What was done to solve\n" +
			"them is lost; other files stay.",
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
	doc := abortDocument{document{"newsvc/abort", 1}, root, u.Command, u.Paths()}
	if a.json {
		return a.printJSON(doc)
	}
	return a.say(plain.Sprintf("undone: %s\n", u.Command))
}
