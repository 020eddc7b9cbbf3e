package spec

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
)

// Resolve turns answers into a specification. Missing answers get the pack's defaults,
// and all rules are checked. The error is an errors.Join of all errors as *fault.Error,
// whose hints name flags.
func Resolve(m pack.Manifest, ref PackRef, a Answers) (Spec, error) {
	values, err := resolveValues(&m, a)
	errs := []error{at("pack", CheckPack(ref.Name, a.Pack)), err}
	if err == nil {
		errs = append(errs, checkRefusals(&m, values))
	}
	resources, err := resolveResources(&m, a.Resources, a.Unread)
	errs = append(errs, err)
	var schema []Step
	if err == nil {
		schema, err = resolveSchema(a.Schema, resources)
		errs = append(errs, at("schema", err))
	}
	for i, e := range errs {
		errs[i] = a.atPlaces(e)
	}
	if err := join(errs); err != nil {
		return Spec{}, err
	}
	return Spec{Pack: ref, Values: values, Resources: resources, Schema: schema, Yours: a.Yours}, nil
}

// maxFailures is the maximum number of errors that are reported at once.
const maxFailures = 50

// join joins errors. If there are more than maxFailures, it keeps the first ones and
// adds one that says that there are more.
func join(errs []error) error {
	all := fault.All(errors.Join(errs...))
	if len(all) <= maxFailures {
		return errors.Join(errs...)
	}
	first := make([]error, 0, maxFailures+1)
	for _, e := range all[:maxFailures] {
		first = append(first, e)
	}
	return errors.Join(append(first, fault.Usage("more", "there are more errors").WithHint("fix these first"))...)
}

// resolveValues returns a value for every option of the pack.
func resolveValues(m *pack.Manifest, a Answers) (map[string]any, error) {
	given := a.Values
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if m.Option(name) == nil && len(errs) <= maxFailures {
			errs = append(errs, unknownOption(m, a, name))
		}
	}
	values := map[string]any{}
	for _, opt := range m.Options {
		values[opt.Name] = Unanswered(opt)
		answer, ok := given[opt.Name]
		if !ok {
			continue
		}
		canonical, p := normalize(opt, answer)
		if p != nil {
			errs = append(errs, p.at(a.where(&opt)))
			continue
		}
		values[opt.Name] = canonical
	}
	hidden := hide(m, values)
	for _, opt := range m.Options {
		_, answered := given[opt.Name]
		switch {
		case hidden[opt.Name]:
			errs = append(errs, needless(&opt, a))
		case !answered && opt.Default == nil && opt.When.Holds(values):
			errs = append(errs, missing(&opt))
		}
	}
	return values, errors.Join(errs...)
}

// hide gives every option that doesn't apply its default, and returns the names of
// those that had another value.
func hide(m *pack.Manifest, values map[string]any) map[string]bool {
	hidden := map[string]bool{}
	for range m.Options {
		before := len(hidden)
		for _, opt := range m.Options {
			if !opt.When.Holds(values) && !same(values[opt.Name], Unanswered(opt)) {
				hidden[opt.Name] = true
				values[opt.Name] = Unanswered(opt)
			}
		}
		if len(hidden) == before {
			break
		}
	}
	return hidden
}

// Unanswered returns the value of an option without an answer.
func Unanswered(opt pack.Option) any {
	switch {
	case opt.Kind == pack.Many:
		words, _ := opt.Default.([]string)
		list, p := normalizeMany(opt, words)
		if p != nil {
			return words
		}
		return list
	case opt.Default != nil:
		return opt.Default
	case opt.Kind == pack.Bool:
		return false
	}
	return ""
}

func same(a, b any) bool {
	x, listX := a.([]string)
	y, listY := b.([]string)
	if listX || listY {
		return listX && listY && slices.Equal(x, y)
	}
	return a == b
}

func unknownOption(m *pack.Manifest, a Answers, name string) error {
	names := make([]string, 0, len(m.Options))
	for _, opt := range m.Options {
		names = append(names, opt.Name)
	}
	err := fault.Usage("unknown_option", "unknown option %s", quote(name))
	dashes := "--"
	if place := a.Places[name]; place != "" && place != InCommand {
		err = fault.Usage("unknown_option", "%s: the pack %s has no option %s", place, m.Name, quote(name))
		dashes = ""
	}
	if better := fault.Nearest(name, names); better != "" {
		return err.Meant(dashes+name, dashes+better)
	}
	return err.WithHint("the options are %s", strings.Join(names, ", "))
}

func needless(opt *pack.Option, a Answers) error {
	prefix, assignment := a.where(opt)
	dashes := ""
	if strings.HasPrefix(assignment, "--") {
		dashes = "--"
	}
	var conditions []string
	for _, name := range slices.Sorted(maps.Keys(opt.When)) {
		between := " "
		if dashes == "" {
			between = "="
		}
		conditions = append(conditions, dashes+name+between+strings.Join(opt.When[name], " or "))
	}
	value := a.Values[opt.Name]
	if words, ok := value.([]string); ok {
		value = strings.Join(words, ",")
	}
	return fault.Usage("needless_answer", "%s%s has no effect here: it needs %s", prefix, show(value), strings.Join(conditions, " and ")).
		WithHint("leave %s out", dashes+opt.Name)
}

func missing(opt *pack.Option) error {
	err := fault.Usage("missing_answer", "--%s is required and has no default", opt.Name)
	switch {
	case opt.Kind == pack.Bool:
		return err.WithHint("add --%s=true or --%s=false", opt.Name, opt.Name)
	case opt.Kind == pack.Many:
		return err.WithHint("add --%s with any of %s, joined by commas, or none", opt.Name, strings.Join(choices(*opt), ", "))
	case opt.Kind == pack.Choice:
		return err.WithHint("add --%s with one of %s", opt.Name, strings.Join(choices(*opt), ", "))
	case opt.Format == pack.FormatName:
		return err.WithHint("add --%s hello", opt.Name)
	case opt.Format == pack.FormatGoModule:
		return err.WithHint("add --%s example.com/hello", opt.Name)
	}
	return err.WithHint("add --%s TEXT", opt.Name)
}

func checkRefusals(m *pack.Manifest, values map[string]any) error {
	var errs []error
	for _, r := range m.Refusals {
		if r.When.Holds(values) {
			errs = append(errs, fault.Usage("refused", "%s", r.Reason).WithHint("%s", r.Hint))
		}
	}
	return errors.Join(errs...)
}
