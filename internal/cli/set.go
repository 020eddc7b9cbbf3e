package cli

import "github.com/spf13/cobra"

func newSetCommand(a *app) *cobra.Command {
	return a.newChangeCommand(&cobra.Command{
		Use:   "set KEY=VALUE...",
		Short: "Change any option of a service: its framework, its database",
		Long: "Change options of the service around the current folder. The generated code\n" +
			"follows; your own code stays, and the files that use what is removed are listed\n" +
			"first.\n\n" +
			"newsvc options lists the options. For a list, features+=NAME adds one and\n" +
			"features-=NAME removes one. In a terminal, newsvc asks for what isn't given." + runsTests,
		Example: "  newsvc set framework=gin\n  newsvc set database=postgres features=docs,metrics",
	}, setOptions, assignment)
}
