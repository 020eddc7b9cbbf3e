package cli

import (
	"cmp"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/doctor"
	"github.com/newsvc/newsvc/internal/runner"
)

func newDoctorCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "List what this machine has and lacks, and how to fix that",
		Long: "List which of the programs and settings that newsvc and its services need are on this\n" +
			"machine, and for each that is missing the command that fixes it. newsvc init itself\n" +
			"needs none of them.\n\n" +
			"The exit code is 3 if anything is missing.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			doc := document.NewDoctor(doctor.Examine(cmd.Context(), doctor.Machine{
				OS: a.env.OS, Arch: runtime.GOARCH, Find: runner.FindTool, Output: runner.ToolOutput, Caches: a.env.Claims(),
			}))
			return cmp.Or(a.Emit(doc), doc.Pending())
		},
	}
}
