package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
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

// assignments reads KEY=VALUE, KEY+=VALUE and KEY-=VALUE. The options that
// don't exist are SetValues' to name.
func assignments(s change.Service, args []string) (map[string]any, error) {
	values := map[string]any{}
	var errs []error
	for _, text := range args {
		key, value, ok := strings.Cut(text, "=")
		if !ok || strings.Trim(key, "+-") == "" {
			errs = append(errs, fault.Usage("bad_set", "%q isn't KEY=VALUE", text).WithHint("as in newsvc set framework=gin"))
			continue
		}
		name := strings.TrimRight(key, "+-")
		if before, twice := values[name]; twice && name == key && valueText(before) != value {
			errs = append(errs, fault.Usage("bad_set", "%s is given twice, as %s and as %s", name, valueText(before), value).WithHint("give it once"))
			continue
		}
		option := s.Manifest.Option(name)
		if option == nil {
			values[name] = value
			continue
		}
		if name != key {
			errs = append(errs, adjust(*option, strings.TrimPrefix(key, name), value, s.Answers.Values, values))
			continue
		}
		if err := (&answer{option: *option, into: values}).Set(value); err != nil {
			errs = append(errs, fault.Usage("bad_set", "%s: %q %s", name, value, err).WithHint("write %s=true or %s=false", name, name))
		}
	}
	return values, errors.Join(errs...)
}

// adjust adds words to the answer of an option, or takes them from it.
func adjust(option pack.Option, sign, value string, kept, values map[string]any) error {
	if option.Kind != pack.Many || sign != "+" && sign != "-" {
		return fault.Usage("bad_set", "%s is no list", option.Name).WithHint("write %s=%s", option.Name, value)
	}
	before, ok := values[option.Name].([]string)
	if !ok {
		before, _ = kept[option.Name].([]string)
	}
	named := map[string]bool{}
	for _, word := range split(value) {
		named[word] = true
	}
	list := []string{}
	for _, word := range before {
		if !named[word] {
			list = append(list, word)
		}
	}
	for _, word := range split(value) {
		unknown := !slices.ContainsFunc(option.Choices, func(c pack.OptionChoice) bool { return c.Name == word })
		if sign == "+" || unknown { // SetValues refuses it
			list = append(list, word)
		}
	}
	values[option.Name] = list
	return nil
}

// completeAssignment completes KEY= and then its value, as the service's pack
// has them.
func (o *reviseOptions) completeAssignment(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	_, answers, err := o.app.findService(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	p, err := o.app.packFor(answers.Pack, o.packDir)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completeSetting(p.Manifest, typed)
}
