package cli

import (
	"github.com/spf13/cobra"
)

func newSetCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a, takesAway: true}
	cmd := &cobra.Command{
		Use:   "set KEY=VALUE...",
		Short: "Answer any option of a service anew: its framework, its database",
		Long: "Answer options of the service around the current folder anew. What newsvc laid\n" +
			"follows; what people wrote stays, and what of it uses what goes is listed first.\n\n" +
			"newsvc options lists the options. Of a list, features+=NAME adds one and\n" +
			"features-=NAME takes one away. In a terminal, what isn't given is asked." + runsTests,
		Example:           "  newsvc set framework=gin\n  newsvc set database=postgres features=docs,metrics",
		RunE:              o.runE(setOptions),
		ValidArgsFunction: o.completeAssignment,
	}
	o.addFlags(cmd)
	return cmd
}

// completeAssignment completes KEY= and then its value, as the service's pack
// has them.
func (o *reviseOptions) completeAssignment(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	answers, err := o.app.answers(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	p, err := o.app.host.Packs.Find(answers.Pack, o.packDir)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completeSetting(p.Manifest, typed)
}
