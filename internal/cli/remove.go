package cli

import "github.com/spf13/cobra"

func newRemoveCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a, takesAway: true}
	cmd := &cobra.Command{
		Use:   "remove",
		Short: "Remove a resource or a field from a service",
		Long: "Remove a resource or a field from the service around the current folder. What\n" +
			"newsvc laid for it goes; what people wrote stays, and what of it uses the one\n" +
			"that goes is listed first.\n\n" +
			"In a terminal, what isn't given is asked." + runsTests,
		RunE: o.runParent(removeResource, removeField),
	}
	o.addFlags(cmd)
	cmd.AddCommand(newRemoveResourceCommand(a), newRemoveFieldCommand(a))
	return cmd
}

func newRemoveResourceCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a, takesAway: true}
	cmd := &cobra.Command{
		Use:   "resource NAME...",
		Short: "Remove resources: their API, their code and their tables",
		Long: "Remove resources from the service around the current folder. The migration that\n" +
			"made a table is taken back while it isn't committed; afterwards, another one\n" +
			"drops the table, with all that is in it." + runsTests,
		Example: "  newsvc remove resource post",
		RunE:    o.runE(removeResource),
	}
	o.addFlags(cmd)
	return o.completesNames(cmd, moreResources)
}

func newRemoveFieldCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a, takesAway: true}
	cmd := &cobra.Command{
		Use:   "field RESOURCE NAME...",
		Short: "Remove fields from a resource",
		Long: "Remove fields from a resource of the service around the current folder, with a\n" +
			"migration that drops their columns, with all that is in them." + runsTests,
		Example: "  newsvc remove field user age",
		RunE:    o.runE(removeField),
	}
	o.addFlags(cmd)
	return o.completesNames(cmd, resourceAndFields)
}
