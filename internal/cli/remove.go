package cli

import (
	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/change"
)

func newRemoveCommand(a *app) *cobra.Command {
	return a.newChangeParent(&cobra.Command{
		Use:   "remove",
		Short: "Remove a resource or a field from a service",
		Long: "Remove a resource or a field from the service around the current folder. The code\n" +
			"that newsvc generated for it is removed; your own code stays, and the files that\n" +
			"use what is removed are listed first.\n\n" +
			"In a terminal, newsvc asks for what isn't given." + runsTests,
	}, change.Remove, removeResource, removeField)
}

func newRemoveResourceCommand(a *app) *cobra.Command {
	return a.newChangeCommand(&cobra.Command{
		Use:   "resource NAME...",
		Short: "Remove resources: their API, their code and their tables",
		Long: "Remove resources from the service around the current folder. The migration that\n" +
			"created a table is removed while it isn't committed; afterwards, another one\n" +
			"drops the table, with all its rows." + runsTests,
		Example: "  newsvc remove resource post",
	}, removeResource, names(moreResources))
}

func newRemoveFieldCommand(a *app) *cobra.Command {
	return a.newChangeCommand(&cobra.Command{
		Use:   "field RESOURCE NAME...",
		Short: "Remove fields from a resource",
		Long: "Remove fields from a resource of the service around the current folder, with a\n" +
			"migration that drops their columns, with all their values." + runsTests,
		Example: "  newsvc remove field user age",
	}, removeField, names(resourceAndFields))
}
