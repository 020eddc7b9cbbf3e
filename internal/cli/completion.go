package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/cli/shells"
	"github.com/newsvc/newsvc/internal/fault"
)

func newCompletionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print a script that completes commands, flags and their values",
		Long: "Print a script that completes newsvc's commands, flags and their values.\n\n" +
			"  bash        source <(newsvc completion bash)\n" +
			"  zsh         newsvc completion zsh > \"${fpath[1]}/_newsvc\"\n" +
			"  fish        newsvc completion fish > ~/.config/fish/completions/newsvc.fish\n" +
			"  powershell  newsvc completion powershell | Out-String | Invoke-Expression",
		ValidArgs: shells.Names,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && shells.Scripts[args[0]] != nil {
				return nil
			}
			return fault.Usage("unknown_shell", "completion needs the name of one shell, not %q", strings.Join(args, " ")).
				WithHint("one of %s", strings.Join(shells.Names, ", "))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.completion(cmd.Root(), args[0])
		},
	}
}

func (a *app) completion(root *cobra.Command, shell string) error {
	var script strings.Builder
	if err := shells.Scripts[shell](root, &script); err != nil {
		return fault.Failed("completion", "write the script for %s", shell).WithCause(err)
	}
	return a.Emit(document.Completion{Header: document.NewHeader("completion"), Shell: shell, Script: script.String()})
}
