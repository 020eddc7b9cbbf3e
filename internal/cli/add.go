package cli

import (
	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/change"
)

func newAddCommand(a *app) *cobra.Command {
	return a.newChangeParent(&cobra.Command{
		Use:   "add",
		Short: "Add a resource or a field to a service",
		Long: "Add a resource or a field to the service around the current folder.\n\n" +
			"Your edits stay: what newsvc would generate now is merged into your files. Where\n" +
			"both changed the same lines, the file gets conflict markers, as from git: resolve\n" +
			"them and run newsvc continue, or undo the whole change with newsvc abort.\n\n" +
			"In a terminal, newsvc asks for what isn't given.",
	}, change.Add, addResource, addField)
}

func newAddResourceCommand(a *app) *cobra.Command {
	return a.newChangeCommand(&cobra.Command{
		Use:   "resource NAME FIELD...",
		Short: "Add a resource: its API, its code and its table",
		Long: "Add a resource to the service around the current folder: its paths, its code in\n" +
			"every layer, its tests, and a migration that creates its table.\n\n" +
			"A field is written NAME:TYPE[=ARG][:MODIFIER...], as for newsvc init.",
		Example: "  newsvc add resource post title:string text:text author:ref=user",
	}, addResource, names(newNames))
}

func newAddFieldCommand(a *app) *cobra.Command {
	return a.newChangeCommand(&cobra.Command{
		Use:   "field RESOURCE FIELD...",
		Short: "Add fields to a resource",
		Long: "Add fields to a resource of the service around the current folder, with a\n" +
			"migration that adds their columns.\n\n" +
			"Existing rows need a value: a field has to be optional, or have a default.",
		Example: "  newsvc add field user age:int:optional level:enum=free,paid:default=free",
	}, addField, names(firstResource))
}
