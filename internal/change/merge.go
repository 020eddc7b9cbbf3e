package change

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Merge merges the answers of two branches of a service. A change on one side is
// made; an addition on both sides is made once; lists are merged word by word.
// Steps are identified by their ids, and sorted by them. Different changes to the
// same answer are an error: errors.Join of a *fault.Error for each. Resolve has to
// check the result.
func Merge(base, ours, theirs spec.Answers) (spec.Answers, error) {
	m := merger{}
	merged := spec.Answers{
		Format:    max(ours.Format, theirs.Format),
		Values:    map[string]any{},
		Resources: m.resources(base.Resources, ours.Resources, theirs.Resources),
		Schema:    m.steps(base.Schema, ours.Schema, theirs.Schema),
	}
	if yours := words(base.Yours, ours.Yours, theirs.Yours); len(yours) > 0 {
		merged.Yours = yours
	}
	merged.Pack = mergeValue(&m, "the pack", base.Pack, ours.Pack, theirs.Pack, func(p spec.PackRef) string { return fmt.Sprint(p) })
	names := maps.Clone(ours.Values)
	maps.Copy(names, theirs.Values)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		m.value(merged.Values, name, base.Values, ours.Values, theirs.Values)
	}
	return merged, errors.Join(m.errs...)
}

// merger collects the answers that both sides changed differently.
type merger struct{ errs []error }

// mergeValue merges three versions of one thing, which are equal if written returns
// the same for them. If both sides changed it differently, it records an error and
// returns ours.
func mergeValue[T any](m *merger, what string, base, ours, theirs T, written func(T) string) T {
	before, one, two := written(base), written(ours), written(theirs)
	switch {
	case one == two, before == two:
		return ours
	case before == one:
		return theirs
	}
	m.errs = append(m.errs, fault.ActionNeeded("answers_differ", "%s: one side has %s, the other %s", what, one, two).
		WithHint("decide in .newsvc.yaml, remove git's markers there, then newsvc continue"))
	return ours
}

// value merges the answers to one option.
func (m *merger) value(into map[string]any, name string, base, ours, theirs map[string]any) {
	before, isList := base[name].([]string)
	one, oneList := ours[name].([]string)
	two, twoList := theirs[name].([]string)
	if isList && oneList && twoList {
		into[name] = words(before, one, two)
		return
	}
	if v := mergeValue(m, "the option "+name, base[name], ours[name], theirs[name], func(v any) string { return fmt.Sprint(v) }); v != nil {
		into[name] = v
	}
}

// words merges lists: it contains the words that one side added, and not those
// that one side removed.
func words(base, ours, theirs []string) []string {
	merged := []string{}
	for _, w := range slices.Concat(ours, theirs) {
		gone := slices.Contains(base, w) && !(slices.Contains(ours, w) && slices.Contains(theirs, w))
		if !gone && !slices.Contains(merged, w) {
			merged = append(merged, w)
		}
	}
	return merged
}

func (m *merger) resources(base, ours, theirs []resource.Resource) []resource.Resource {
	named := func(list []resource.Resource) map[string]*resource.Resource {
		all := map[string]*resource.Resource{}
		for i := range list {
			all[list[i].Name] = &list[i]
		}
		return all
	}
	before, one, two := named(base), named(ours), named(theirs)
	var merged []resource.Resource
	done := map[string]bool{}
	for _, r := range slices.Concat(ours, theirs) {
		if done[r.Name] {
			continue
		}
		done[r.Name] = true
		if r := m.resource(r.Name, before[r.Name], one[r.Name], two[r.Name]); r != nil {
			merged = append(merged, *r)
		}
	}
	return merged
}

// resource merges one resource. It returns nil when the resource is removed.
func (m *merger) resource(name string, base, ours, theirs *resource.Resource) *resource.Resource {
	written := func(r *resource.Resource) string {
		if r == nil {
			return "none"
		}
		return r.String()
	}
	if base != nil && ours != nil && theirs != nil || base == nil && ours != nil && theirs != nil && ours.Plural == theirs.Plural {
		merged := *ours
		var before []resource.Field
		if base != nil {
			before = base.Fields
		}
		merged.Fields = m.fields(name, before, ours.Fields, theirs.Fields)
		return &merged
	}
	return mergeValue(m, "the resource "+name, base, ours, theirs, written)
}

func (m *merger) fields(name string, base, ours, theirs []resource.Field) []resource.Field {
	text := func(list []resource.Field, key string) string {
		for _, f := range list {
			if f.Key() == key {
				return f.String()
			}
		}
		return ""
	}
	var merged []resource.Field
	done := map[string]bool{}
	for _, f := range slices.Concat(ours, theirs) {
		key := f.Key()
		if done[key] {
			continue
		}
		done[key] = true
		written := mergeValue(m, "the field "+key+" of "+name, text(base, key), text(ours, key), text(theirs, key), func(s string) string { return s })
		if field, err := resource.ParseField(written); written != "" && err == nil {
			merged = append(merged, field)
		}
	}
	return merged
}

// steps merges histories: it does not contain a step that one side retracted.
func (m *merger) steps(base, ours, theirs []spec.Step) []spec.Step {
	var merged []spec.Step
	done := map[string]bool{}
	for _, s := range slices.Concat(ours, theirs) {
		if done[s.ID] {
			continue
		}
		done[s.ID] = true
		step := mergeValue(m, "the step "+s.ID+" of the schema", stepOf(base, s.ID), stepOf(ours, s.ID), stepOf(theirs, s.ID), writtenStep)
		if step != nil {
			merged = append(merged, *step)
		}
	}
	sortSteps(merged)
	return merged
}

func sortSteps(steps []spec.Step) {
	slices.SortStableFunc(steps, func(a, b spec.Step) int { return cmp.Compare(a.ID, b.ID) })
}

// writtenStep returns what distinguishes steps with the same id.
func writtenStep(s *spec.Step) string {
	if s == nil {
		return "none"
	}
	parts := []string{s.Op, s.Plural}
	for _, f := range s.Fields {
		parts = append(parts, f.String())
	}
	return strings.Join(parts, " ")
}
