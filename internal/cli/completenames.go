package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
)

// completesNames makes the shell complete a command's arguments from the
// resources of the service around the current folder. known returns what may
// follow the arguments that are there, each with a word about it; outside of a
// service it isn't asked.
func (o *reviseOptions) completesNames(cmd *cobra.Command, known func(resources []resource.Resource, args []string) []cobra.Completion) *cobra.Command {
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		answers, err := o.app.answers(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return known(answers.Resources, args), cobra.ShellCompDirectiveNoFileComp
	}
	return cmd
}

// newNames follow where no name is to be known.
func newNames([]resource.Resource, []string) []cobra.Completion { return nil }

// firstResource follows where the first argument is a resource.
func firstResource(resources []resource.Resource, args []string) []cobra.Completion {
	if len(args) > 0 {
		return nil
	}
	return moreResources(resources, nil)
}

// moreResources follow where every argument is a resource.
func moreResources(resources []resource.Resource, args []string) []cobra.Completion {
	var names []cobra.Completion
	for _, r := range resources {
		if !slices.Contains(args, r.Name) {
			names = append(names, cobra.CompletionWithDesc(r.Name, r.Plural))
		}
	}
	return names
}

// resourceAndFields follow where a resource comes first, and then its fields.
func resourceAndFields(resources []resource.Resource, args []string) []cobra.Completion {
	if len(args) == 0 {
		return moreResources(resources, nil)
	}
	var names []cobra.Completion
	for _, r := range resources {
		if r.Name != args[0] {
			continue
		}
		for _, f := range r.Fields {
			if !slices.Contains(args[1:], f.Name) {
				names = append(names, cobra.CompletionWithDesc(f.Name, f.String()))
			}
		}
	}
	return names
}

// answers reads those of the service around the current folder.
func (a *app) answers(ctx context.Context) (spec.Answers, error) {
	root, err := a.host.Find(ctx)
	if err != nil {
		return spec.Answers{}, err
	}
	return service.ReadAnswers(ctx, root)
}
