package cli

import "github.com/spf13/cobra"

func newAddCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a}
	cmd := &cobra.Command{
		Use:   "add",
		Short: "Add a resource or a field to a service",
		Long: "Add a resource or a field to the service around the current folder.\n\n" +
			"What people wrote stays: what newsvc would lay now is merged into what is there.\n" +
			"Where both changed the same lines, the file gets conflict markers, as from git:\n" +
			"solve them and run newsvc continue, or take it all back with newsvc abort.\n\n" +
			"In a terminal, what isn't given is asked.",
		RunE: o.runParent(addResource, addField),
	}
	o.addFlags(cmd)
	cmd.AddCommand(newAddResourceCommand(a), newAddFieldCommand(a))
	return cmd
}

func newAddResourceCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a}
	cmd := &cobra.Command{
		Use:   "resource NAME FIELD...",
		Short: "Add a resource: its API, its code and its table",
		Long: "Add a resource to the service around the current folder: its paths, its code in\n" +
			"every layer, its tests, and a migration that makes its table.\n\n" +
			"A field is written NAME:TYPE[=ARG][:MODIFIER...], as for newsvc init.",
		Example: "  newsvc add resource post title:string text:text author:ref=user",
		RunE:    o.runE(addResource),
	}
	o.addFlags(cmd)
	return o.completesNames(cmd, newNames)
}

func newAddFieldCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a}
	cmd := &cobra.Command{
		Use:   "field RESOURCE FIELD...",
		Short: "Add fields to a resource",
		Long: "Add fields to a resource of the service around the current folder, with a\n" +
			"migration that adds their columns.\n\n" +
			"The rows that are there need a value: a field is optional, or has a default.",
		Example: "  newsvc add field user age:int:optional level:enum=free,paid:default=free",
		RunE:    o.runE(addField),
	}
	o.addFlags(cmd)
	return o.completesNames(cmd, firstResource)
}
