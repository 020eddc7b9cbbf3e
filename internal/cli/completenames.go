package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/flags"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
)

// completer returns what may follow the given arguments, each with a
// description, in a service with some answers and their pack.
type completer func(o completion, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective)

// completion is what completions are found in.
type completion struct {
	answers spec.Answers
	pack    func() (*pack.Pack, error)
}

// completeFromService completes arguments from the service around the current
// folder. Outside of a service, it completes nothing.
func (a *app) completeFromService(packDir *string, complete completer) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		root, err := a.host.Find(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		answers, err := service.ReadAnswers(cmd.Context(), root)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		found := completion{answers, func() (*pack.Pack, error) { return a.host.Packs.Find(cmd.Context(), answers.Pack, *packDir) }}
		return complete(found, args, typed)
	}
}

// names turns a function that completes from a service's resources into a
// completer.
func names(complete func(resources []resource.Resource, args []string) []cobra.Completion) completer {
	return func(o completion, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return complete(o.answers.Resources, args), cobra.ShellCompDirectiveNoFileComp
	}
}

// assignment completes KEY= and then its value, from the service's pack.
func assignment(o completion, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	p, err := o.pack()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return flags.Assignments(p.Manifest, typed, o.answers.Values)
}

// newNames completes nothing: names are new.
func newNames([]resource.Resource, []string) []cobra.Completion { return nil }

// firstResource completes the first argument, which is a resource.
func firstResource(resources []resource.Resource, args []string) []cobra.Completion {
	if len(args) > 0 {
		return nil
	}
	return moreResources(resources, nil)
}

// moreResources completes arguments that are all resources.
func moreResources(resources []resource.Resource, args []string) []cobra.Completion {
	var names []cobra.Completion
	for _, r := range resources {
		if !slices.Contains(args, r.Name) {
			names = append(names, cobra.CompletionWithDesc(r.Name, r.Plural))
		}
	}
	return names
}

// resourceAndFields completes a resource, and then its fields.
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
