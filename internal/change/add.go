package change

import (
	"errors"
	"slices"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// AddResources adds resources after the existing ones. If the last step about a
// resource drops exactly this table, and the step may be retracted, it is;
// otherwise, steps that create the tables are appended. Its error is errors.Join
// of *fault.Error.
func (s Service) AddResources(added ...resource.Resource) (Change, error) {
	resources := slices.Clone(s.Answers.Resources)
	var errs []error
	for _, r := range added {
		if i := find(s.Answers.Resources, r.Name); i >= 0 {
			errs = append(errs, alreadyThere(s.Answers.Resources[i], r))
			continue
		}
		resources = append(resources, r)
	}
	errs = append(errs, checkTargets(resources, added))
	if err := errors.Join(errs...); err != nil {
		return Change{}, err
	}
	return s.finish(resources, s.restoring(resources, added), s.creating(resources, s.history()))
}

// creating appends steps that create the missing tables.
func (s Service) creating(resources []resource.Resource, h schema) schema {
	made := map[string]bool{}
	for _, r := range resources {
		made[r.Name] = h.table(r.Name) != nil
	}
	if spec.CheckReferences(resources) == nil {
		h.add(s.Now, spec.CreateSteps(resources, made)...)
	}
	return h
}

// restoring retracts the drops of tables that return unchanged, and appends steps
// that create the others.
func (s Service) restoring(resources, added []resource.Resource) schema {
	h := s.history()
	for _, r := range added {
		last := lastStep(h.steps, r.Name)
		if last == nil || last.Op != spec.OpDrop || last.Plural != r.Plural || !sameFields(last.Fields, r.Fields) || s.mustStay(*last) {
			continue
		}
		h.retract(func(step spec.Step) bool { return step.ID == last.ID })
	}
	return s.creating(resources, h)
}

// lastStep returns the last step about a resource, or nil.
func lastStep(steps []spec.Step, name string) *spec.Step {
	for _, s := range slices.Backward(steps) {
		if s.Resource == name {
			return &s
		}
	}
	return nil
}

// AddFields adds fields to a resource, after the existing ones. If a step that may
// be retracted removed them, it is; one step adds the rest. It refuses a field
// for which existing rows would have no value. Its error is errors.Join of
// *fault.Error.
func (s Service) AddFields(name string, added ...resource.Field) (Change, error) {
	at := find(s.Answers.Resources, name)
	if at < 0 {
		return Change{}, s.noResource(name)
	}
	resources := slices.Clone(s.Answers.Resources)
	changed := &resources[at]
	changed.Fields = slices.Concat(changed.Fields, added)
	errs := []error{checkTargets(resources, []resource.Resource{{Name: name, Fields: added}})}
	for _, f := range added {
		if i := findField(s.Answers.Resources[at].Fields, f.Key()); i >= 0 {
			errs = append(errs, fieldThere(name, s.Answers.Resources[at].Fields[i], f))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return Change{}, err
	}
	restoring, rest := s.restoringFields(name, added)
	if err := s.checkRows(name, rest); err != nil {
		return Change{}, err
	}
	plain := s.history()
	s.addFields(&restoring, resources, *changed, rest)
	s.addFields(&plain, resources, *changed, added)
	return s.finish(resources, restoring, plain)
}

func (s Service) addFields(h *schema, resources []resource.Resource, r resource.Resource, fields []resource.Field) {
	if len(fields) > 0 {
		h.add(s.Now, spec.NewStep(resources, spec.OpAddField, r, fields))
	}
}

// restoringFields retracts the removals of fields that return unchanged, and
// returns the other fields.
func (s Service) restoringFields(name string, added []resource.Field) (schema, []resource.Field) {
	h := s.history()
	rest := slices.Clone(added)
	for {
		last := lastStep(h.steps, name)
		if last == nil || last.Op != spec.OpRemoveField || !within(last.Fields, rest) || s.mustStay(*last) {
			return h, rest
		}
		h.retract(func(step spec.Step) bool { return step.ID == last.ID })
		rest = slices.DeleteFunc(rest, func(f resource.Field) bool { return findField(last.Fields, f.Name) >= 0 })
	}
}

// checkRows refuses fields for which existing rows would have no value.
func (s Service) checkRows(name string, added []resource.Field) error {
	if !s.Rows || !s.tableStays(name) {
		return nil
	}
	var errs []error
	for _, f := range added {
		if err := rowsProblem(name, f); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// tableStays reports whether the step that created a resource's table has to stay.
func (s Service) tableStays(name string) bool {
	for _, step := range slices.Backward(s.Answers.Schema) {
		if step.Resource == name && step.Op == spec.OpCreate {
			return s.mustStay(step)
		}
	}
	return false
}

func rowsProblem(name string, f resource.Field) error {
	optional := f
	optional.Optional = true
	switch {
	case f.Optional, f.Default != nil:
		return nil
	case f.Unique || f.Type == resource.Ref:
		return fault.Usage("rows", "resource %s: field %s: existing rows would have no value for it, and no default suits them all", name, f.Name).
			WithHint("make it optional: %s", optional).WithInstead(f.String(), optional.String())
	}
	return fault.Usage("rows", "resource %s: field %s: existing rows would have no value for it", name, f.Name).
		WithHint("give it a default, as in %s, or make it optional: %s", withDefault(f), optional).WithInstead(f.String(), optional.String(), withDefault(f))
}

// withDefault returns the field with an example of a valid default, for a hint.
func withDefault(f resource.Field) string {
	if f.Type == resource.JSON {
		return f.String() + ":default=%7B%7D" // {}
	}
	tries := append([]string{
		"unknown", "0", "false", "unknown@example.com", "https://example.com", "2026-01-01",
		"2026-01-01T00:00:00Z", "00000000-0000-0000-0000-000000000000", f.Min, f.Max,
	}, f.Values...)
	for _, value := range tries {
		text := f.String() + ":default=" + value
		if _, err := resource.ParseField(text); value != "" && err == nil {
			return text
		}
	}
	return f.String() + ":default=VALUE"
}
