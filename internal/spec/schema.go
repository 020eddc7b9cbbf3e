package spec

import (
	"fmt"
	"slices"

	"github.com/newsvc/newsvc/internal/resource"
)

// resolveSchema returns the schema as it is recorded, checked against the
// resources, or, where nothing is recorded, the steps of a new service.
func resolveSchema(recorded []Step, resources []resource.Resource) ([]Step, error) {
	if len(recorded) > 0 {
		return slices.Clone(recorded), checkSchema(recorded, resources)
	}
	return firstSteps(resources), nil
}

// firstSteps returns the steps that make the resources' tables: each after
// those that it refers to, otherwise as declared. Where optional references
// form a circle, one of them is added when both tables are there.
func firstSteps(resources []resource.Resource) []Step {
	steps := CreateSteps(resources, nil)
	for i := range steps {
		steps[i].ID = fmt.Sprintf("%05d", i+1)
	}
	return steps
}

// CreateSteps returns steps, without ids, that make the tables of those
// resources for which made doesn't hold: each after those that it refers to,
// otherwise as declared. The resources are as Resolve checks them.
func CreateSteps(resources []resource.Resource, made map[string]bool) []Step {
	var creates, adds []Step
	done := map[string]bool{}
	for name := range made {
		done[name] = made[name]
	}
	for {
		r := next(resources, done)
		if r == nil {
			return slices.Concat(creates, adds)
		}
		done[r.Name] = true
		now, later := splitFields(*r, done)
		creates = append(creates, NewStep(resources, OpCreate, *r, now))
		if len(later) > 0 {
			adds = append(adds, NewStep(resources, OpAddField, *r, later))
		}
	}
}

// next returns the first resource that isn't made and whose references all
// are; failing that, the first on a circle whose required ones are; nil when
// all are made.
func next(resources []resource.Resource, made map[string]bool) *resource.Resource {
	var first *resource.Resource
	for i, r := range resources {
		if made[r.Name] {
			continue
		}
		required, optional := waitsFor(r, made)
		if !required && !optional {
			return &resources[i]
		}
		if first == nil && !required && onCircle(resources, r.Name, made) {
			first = &resources[i]
		}
	}
	return first // Required references form no circle, so there is one where any is left.
}

// waitsFor reports whether required and optional references of r lead to
// another resource that isn't made.
func waitsFor(r resource.Resource, made map[string]bool) (required, optional bool) {
	for _, f := range r.Fields {
		if f.Type == resource.Ref && f.Ref != r.Name && !made[f.Ref] {
			required = required || !f.Optional
			optional = optional || f.Optional
		}
	}
	return required, optional
}

// onCircle reports whether references lead from a resource over others that
// aren't made back to it.
func onCircle(resources []resource.Resource, name string, made map[string]bool) bool {
	seen := map[string]bool{}
	var leads func(from string) bool
	leads = func(from string) bool {
		for _, f := range find(resources, from).Fields {
			if f.Type != resource.Ref || made[f.Ref] || f.Ref == from || seen[f.Ref] {
				continue
			}
			seen[f.Ref] = true
			if f.Ref == name || leads(f.Ref) {
				return true
			}
		}
		return false
	}
	return leads(name)
}

// splitFields divides r's fields into those that can be there from the start,
// and references to what isn't made yet.
func splitFields(r resource.Resource, made map[string]bool) (now, later []resource.Field) {
	for _, f := range r.Fields {
		if f.Type == resource.Ref && !made[f.Ref] {
			later = append(later, f)
			continue
		}
		now = append(now, f)
	}
	return now, later
}

// NewStep returns a step, without an id, that does op to some fields of a
// resource. All that the fields refer to is among the resources.
func NewStep(resources []resource.Resource, op string, r resource.Resource, fields []resource.Field) Step {
	s := Step{Op: op, Resource: r.Name, Plural: r.Plural, Fields: fields}
	for _, f := range fields {
		if f.Type != resource.Ref {
			continue
		}
		if s.Targets == nil {
			s.Targets = map[string]string{}
		}
		s.Targets[f.Ref] = find(resources, f.Ref).Plural
	}
	return s
}
