package cli

import (
	"github.com/spf13/cobra"
)

func newPackOptionsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "options [DIR]",
		Short:   "List the options of a pack, and which files each answer affects",
		Long:    "List the options of the pack in DIR, or in the current folder, as newsvc options --pack DIR\ndoes. DIR can also be a Go module MODULE[//FOLDER][@VERSION].",
		Example: "  newsvc pack options acme",
		Args:    packFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, choice, err := a.openPack(cmd.Context(), folderOf(args))
			if err != nil {
				return err
			}
			return a.options(p, choice)
		},
		ValidArgsFunction: completeOneFolder,
	}
}
