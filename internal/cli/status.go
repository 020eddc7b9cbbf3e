package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fleet"
)

// statusOptions are the flags of `newsvc status`.
type statusOptions struct {
	packDir string
	strict  bool
}

func newStatusCommand(a *app) *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status [DIR...]",
		Short: "Show the state of services: version, drift, conflicts, updates",
		Long: "Show the state of the service around the current folder, or of those in and below\n" +
			"the given folders: the version of the pack, which files were edited or deleted,\n" +
			"conflicts that are left, and available updates.\n\n" +
			"The exit code is 3 when action is needed, so that CI can ask. Drift alone, which\n" +
			"is files that you changed, needs no action unless --strict is given.",
		Example: "  newsvc status\n  newsvc status --json services/ | jq '.services[] | select(.update)'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.status(cmd.Context(), o, args)
		},
		ValidArgsFunction: completeFolders,
	}
	cmd.Flags().BoolVar(&o.strict, "strict", false, "treat drift as needing action")
	addPackFlag(cmd, &o.packDir)
	return cmd
}

func (a *app) status(ctx context.Context, o statusOptions, dirs []string) error {
	out := document.StatusWriter{Printer: a.Printer, Page: len(dirs) == 0, Strict: o.strict}
	services := fleet.Reader{Host: a.host, PackDir: o.packDir}
	if err := services.Each(ctx, dirs, out.Add); err != nil {
		return err
	}
	return out.End()
}
