package cli

import (
	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packdev"
)

func newPackCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "pack",
		Short: "Write a pack: create, check, test and compare it",
		Long: "Write a pack of your own, from which newsvc creates and updates services. docs/packs.md\n" +
			"describes what a pack contains.",
		Example: "  newsvc pack new acme\n  newsvc pack check acme\n  newsvc pack test acme --build",
		Args:    noArguments,
		RunE:    a.noCommand,
	}
}

// packFolder refuses more than one folder.
func packFolder(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) > 1:
		return fault.Usage("too_many_arguments", "%s takes one folder, but got %q and %q", cmd.CommandPath(), args[0], args[1]).
			WithHint("%s --help", cmd.CommandPath())
	case len(args) == 1 && args[0] == "":
		return fault.Usage("bad_folder", "the folder's name is empty").WithHint("%s . is for the current folder", cmd.CommandPath())
	}
	return nil
}

// folderOf returns the folder of the pack in a command's arguments: the current one by default.
func folderOf(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// completeOneFolder completes the only argument, a folder.
func completeOneFolder(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeFolders completes arguments that are folders.
func completeFolders(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// addCasesFlags adds the flags that name the cases of a pack.
func addCasesFlags(cmd *cobra.Command, folder *string, names *[]string) {
	f := cmd.Flags()
	f.StringVar(folder, "cases", "", "the `folder` of the cases (default tests in the pack's folder)")
	f.StringArrayVar(names, "case", nil, "only this `case`; repeatable")
	_ = cmd.MarkFlagDirname("cases")
	_ = cmd.RegisterFlagCompletionFunc("case", func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return packdev.CaseNames(folderOf(args), *folder), cobra.ShellCompDirectiveNoFileComp
	})
}
