package change

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// SetValues changes the answers to options. Any other answer that no longer applies
// is reset. Its error is errors.Join of *fault.Error.
func (s Service) SetValues(values map[string]any) (Change, error) {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		errs = append(errs, s.checkValue(name, values[name]))
	}
	if err := errors.Join(errs...); err != nil {
		return Change{}, err
	}
	next := s.Answers
	next.Values = maps.Clone(s.Answers.Values)
	maps.Copy(next.Values, values)
	next.Places = map[string]string{}
	for _, o := range s.Manifest.Options {
		next.Places[o.Name] = spec.InCommand
	}
	reset := s.reset(next.Values, values)
	service, err := spec.Resolve(s.Manifest, s.Answers.Pack, next)
	return Change{Spec: service, Reset: reset}, err
}

func (s Service) checkValue(name string, value any) error {
	option := s.Manifest.Option(name)
	if option == nil {
		return s.noOption(name)
	}
	var errs []error
	for _, e := range fault.All(spec.Check(*option, value)) {
		c := *e
		c.Message = name + ": " + c.Message
		c.Hint = strings.Replace(c.Hint, "try ", "try "+name+"=", 1)
		errs = append(errs, &c)
	}
	return errors.Join(errs...)
}

func (s Service) noOption(name string) error {
	names := make([]string, 0, len(s.Manifest.Options))
	for _, o := range s.Manifest.Options {
		names = append(names, o.Name)
	}
	err := fault.Usage("unknown_option", "the pack %s has no option %q", s.Manifest.Name, name)
	if better := fault.Nearest(name, names); better != "" {
		return err.WithHint("did you mean %s? newsvc options lists them", better).WithInstead(name, better)
	}
	return err.WithHint("the options are %s", strings.Join(names, ", "))
}

// reset gives every option that doesn't apply, and isn't given now, the value of
// an unanswered option. It returns the names of those that had another value.
func (s Service) reset(values, given map[string]any) []string {
	var names []string
	for range s.Manifest.Options {
		before := len(names)
		for _, option := range s.Manifest.Options {
			if _, now := given[option.Name]; !now && stale(option, values) {
				values[option.Name] = spec.Unanswered(option)
				names = append(names, option.Name)
			}
		}
		if len(names) == before {
			break
		}
	}
	return names
}

// ResetInapplicable returns values in which every option that doesn't apply has the value
// of an unanswered option.
func ResetInapplicable(m pack.Manifest, values map[string]any) map[string]any {
	applicable := maps.Clone(values)
	Service{Manifest: m}.reset(applicable, nil)
	return applicable
}

// stale reports whether an option has an answer although it doesn't apply.
func stale(option pack.Option, values map[string]any) bool {
	return !option.When.Holds(values) && fmt.Sprint(values[option.Name]) != fmt.Sprint(spec.Unanswered(option))
}
