package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/packdev"
)

func newPackCheckCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check [DIR]",
		Short: "Find what is wrong with a pack",
		Long: "Find what is wrong with the pack in DIR, or in the current folder: in its manifest, its\n" +
			"files and its templates, each with its place and the name that was probably meant. If\n" +
			"nothing is, render services with representative answers, which together have every\n" +
			"pair of choices. Nothing is written, and no code of the services runs.\n\n" +
			"The exit code is 3 if there are problems.",
		Example: "  newsvc pack check\n  newsvc pack check acme --json | jq '.problems[].message'",
		Args:    packFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.packCheck(cmd.Context(), folderOf(args))
		},
		ValidArgsFunction: completeOneFolder,
	}
}

func (a *app) packCheck(ctx context.Context, dir string) error {
	checked, err := packdev.Check(ctx, a.host, dir)
	if err != nil {
		return err
	}
	doc := document.NewPackCheck(dir, checked)
	if err := a.Emit(doc); err != nil {
		return err
	}
	return doc.Failure()
}
