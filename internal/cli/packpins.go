package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/packdev"
)

func newPackPinsCommand(a *app) *cobra.Command {
	var verify bool
	cmd := &cobra.Command{
		Use:   "pins [DIR]",
		Short: "Pin the Go modules that a pack's services require",
		Long: "Generate deps/NAME.mod and deps/NAME.sum for each component in deps/pins.txt of the pack\n" +
			"in DIR, or in the current folder. Then verify that go mod tidy finds nothing to change\n" +
			"in services with these components. Each line of deps/pins.txt is one of:\n\n" +
			"  go VERSION                 the language version of the services\n" +
			"  pin MODULE VERSION         a module that is imported directly\n" +
			"  NAME import PACKAGE        the code of the component NAME imports it\n" +
			"  NAME test PACKAGE          only its tests do\n\n" +
			"The go command downloads what the module cache lacks. No code of a module runs.",
		Example: "  newsvc pack pins acme\n  newsvc pack pins acme --verify",
		Args:    packFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.packPins(cmd.Context(), folderOf(args), verify)
		},
		ValidArgsFunction: completeOneFolder,
	}
	cmd.Flags().BoolVar(&verify, "verify", false, "change nothing, only verify")
	return cmd
}

func (a *app) packPins(ctx context.Context, dir string, verify bool) error {
	pinned, err := packdev.Pins(ctx, a.host, dir, verify)
	if err != nil {
		return err
	}
	return a.Emit(document.NewPackPins(pinned))
}
