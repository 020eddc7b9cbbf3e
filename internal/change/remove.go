package change

import (
	"errors"
	"slices"

	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// RemoveResources removes resources that no other resource refers to. The last
// steps about each are retracted if possible, including the one that created its
// table. A table that remains in the history is dropped by a new step. The error is
// an errors.Join of *fault.Error.
func (s Service) RemoveResources(names ...string) (Change, error) {
	var errs []error
	for _, name := range names {
		if find(s.Answers.Resources, name) < 0 {
			errs = append(errs, s.noResource(name))
		}
	}
	rest := slices.DeleteFunc(slices.Clone(s.Answers.Resources), func(r resource.Resource) bool {
		return slices.Contains(names, r.Name)
	})
	for _, r := range rest {
		for _, f := range r.Fields {
			if slices.Contains(names, f.Ref) {
				errs = append(errs, stillReferred(r, f))
			}
		}
	}
	if len(rest) == 0 && len(errs) == 0 {
		errs = append(errs, lastResource(names[0]))
	}
	if err := errors.Join(errs...); err != nil {
		return Change{}, err
	}
	retracting, plain := s.history(), s.history()
	for _, name := range s.inDropOrder(names) {
		s.retractTable(&retracting, name)
		s.dropTable(&retracting, name)
		s.dropTable(&plain, name)
	}
	return s.finish(rest, retracting, plain)
}

// inDropOrder sorts resources so that each comes before the resources it refers
// to, as far as that is possible.
func (s Service) inDropOrder(names []string) []string {
	var sorted []string
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, r := range s.Answers.Resources {
			refers := slices.ContainsFunc(r.Fields, func(f resource.Field) bool { return f.Ref == name })
			if refers && slices.Contains(names, r.Name) {
				visit(r.Name)
			}
		}
		sorted = append(sorted, name)
	}
	for _, name := range names {
		visit(name)
	}
	return sorted
}

// retractTable retracts the last steps about a resource that don't have to stay, up
// to the one that created its table.
func (s Service) retractTable(h *schema, name string) {
	undone := map[string]bool{}
	for _, step := range slices.Backward(h.steps) {
		if step.Resource != name {
			continue
		}
		if step.Op == spec.OpDrop || s.mustStay(step) {
			break
		}
		undone[step.ID] = true
		if step.Op == spec.OpCreate {
			break
		}
	}
	h.retract(func(step spec.Step) bool { return undone[step.ID] })
}

// dropTable appends a step that drops a resource's table, if it exists. References
// to it from other tables are dropped first.
func (s Service) dropTable(h *schema, name string) {
	table := h.table(name)
	if table == nil {
		return
	}
	for _, r := range s.Answers.Resources {
		other := h.table(r.Name)
		if other == nil || r.Name == name {
			continue
		}
		var refs []resource.Field
		for _, f := range other.Fields {
			if f.Ref == name {
				refs = append(refs, f)
			}
		}
		if len(refs) > 0 {
			h.add(s.Now, h.step(spec.OpRemoveField, other, refs))
		}
	}
	h.add(s.Now, h.step(spec.OpDrop, table, table.Fields))
}

// step returns a step that removes something from a table in its current form.
func (h *schema) step(op string, t *spec.Table, fields []resource.Field) spec.Step {
	step := spec.Step{Op: op, Resource: t.Resource, Plural: t.Plural, Fields: fields}
	plurals := h.plurals(t.Resource)
	for _, f := range fields {
		if f.Type != resource.Ref {
			continue
		}
		if step.Targets == nil {
			step.Targets = map[string]string{}
		}
		step.Targets[f.Ref] = plurals[f.Ref]
	}
	return step
}

// RemoveFields removes fields from a resource, by their names or keys. A step that
// added only these fields is retracted if possible; one new step removes the rest.
// The error is an errors.Join of *fault.Error.
func (s Service) RemoveFields(name string, fields ...string) (Change, error) {
	at := find(s.Answers.Resources, name)
	if at < 0 {
		return Change{}, s.noResource(name)
	}
	resources := slices.Clone(s.Answers.Resources)
	changed := &resources[at]
	var errs []error
	var removed []resource.Field
	for _, field := range fields {
		i := findField(changed.Fields, field)
		if i < 0 {
			errs = append(errs, noField(*changed, field))
			continue
		}
		if !slices.ContainsFunc(removed, func(f resource.Field) bool { return f.Name == changed.Fields[i].Name }) {
			removed = append(removed, changed.Fields[i])
		}
	}
	changed.Fields = slices.DeleteFunc(slices.Clone(changed.Fields), func(f resource.Field) bool {
		return findField(removed, f.Name) >= 0
	})
	if len(changed.Fields) == 0 && len(errs) == 0 {
		errs = append(errs, lastField(name, fields))
	}
	if err := errors.Join(errs...); err != nil {
		return Change{}, err
	}
	retracting, rest := s.retractFields(name, removed)
	plain := s.history()
	s.removeFields(&retracting, name, rest)
	s.removeFields(&plain, name, removed)
	return s.finish(resources, retracting, plain)
}

// removeFields appends a step that removes fields in their current form from the
// table.
func (s Service) removeFields(h *schema, name string, fields []resource.Field) {
	table := h.table(name)
	if table == nil || len(fields) == 0 {
		return
	}
	has := slices.DeleteFunc(slices.Clone(table.Fields), func(f resource.Field) bool { return findField(fields, f.Name) < 0 })
	h.add(s.Now, h.step(spec.OpRemoveField, table, has))
}

// retractFields retracts steps that added only these fields, and returns the
// remaining fields.
func (s Service) retractFields(name string, removed []resource.Field) (schema, []resource.Field) {
	h := s.history()
	rest := slices.Clone(removed)
	undone := map[string]bool{}
	for _, step := range slices.Backward(h.steps) {
		if step.Resource != name || step.Op != spec.OpAddField || !within(step.Fields, rest) || s.mustStay(step) {
			continue
		}
		undone[step.ID] = true
		rest = slices.DeleteFunc(rest, func(f resource.Field) bool { return findField(step.Fields, f.Name) >= 0 })
	}
	h.retract(func(step spec.Step) bool { return undone[step.ID] })
	return h, rest
}
