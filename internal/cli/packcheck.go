package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/plain"
)

func newPackCheckCommand(a *app) *cobra.Command {
	accept := false
	cmd := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Find what is wrong with a pack",
		Long: "Find what is wrong with the pack in DIR, or in the current folder: in its manifest, its\n" +
			"files and its templates, each with its place and the name that was probably meant. If\n" +
			"nothing is, render services with representative answers, which together have every\n" +
			"pair of choices. Nothing is written, and no code of the services runs.\n\n" +
			"A file that the pack replaces may differ in the version of the base that the pack extends\n" +
			"now. When your file fits that one, --accept records its digest in pack.yaml.\n\n" +
			"The exit code is 3 if there are problems.",
		Example: "  newsvc pack check\n  newsvc pack check acme --json | jq '.problems[].message'",
		Args:    packFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.packCheck(cmd.Context(), folderOf(args), accept)
		},
		ValidArgsFunction: completeOneFolder,
	}
	cmd.Flags().BoolVar(&accept, "accept", false, "record the digests that replaced files of the base have now")
	return cmd
}

func (a *app) packCheck(ctx context.Context, dir string, accept bool) error {
	if accept {
		paths, err := packdev.Accept(ctx, a.host, dir)
		if err != nil {
			return err
		}
		for _, path := range paths {
			a.host.Notify(plain.Sprintf("pack.yaml records the new digest of %s", path))
		}
	}
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
