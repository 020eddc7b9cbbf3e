package flags

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// Assignments completes KEY= and then its value. With the current answers of a service, it
// also completes what KEY+= adds to a list, and what KEY-= removes from it.
func Assignments(m pack.Manifest, typed string, current map[string]any) ([]cobra.Completion, cobra.ShellCompDirective) {
	key, value, valued := strings.Cut(typed, "=")
	name := strings.TrimRight(key, "+-")
	var found []cobra.Completion
	for _, option := range m.Options {
		switch {
		case valued && option.Name == name:
			for _, c := range Completions(option, value) {
				if edits(option, strings.TrimPrefix(key, name), c, current) {
					found = append(found, key+"="+c)
				}
			}
		case !valued && strings.HasPrefix(option.Name, key):
			found = append(found, cobra.CompletionWithDesc(option.Name+"=", option.Help))
		}
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	if !valued {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return found, directive
}

// edits reports whether a completion has an effect after KEY=, KEY+= or KEY-=.
func edits(option pack.Option, sign, completion string, current map[string]any) bool {
	if sign == "" {
		return true
	}
	list, ok := current[option.Name].([]string)
	words, _, _ := strings.Cut(completion, "\t")
	all := spec.SplitList(words)
	return ok && option.Kind == pack.Many && len(all) > 0 && slices.Contains(list, all[len(all)-1]) == (sign == "-")
}
